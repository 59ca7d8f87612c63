/** The beta test of one skill, with its testers. */

import type { ListedTester, SkillSummary } from "../snapshot";
import { api } from "./api";
import { Copy } from "./Copy";
import { dateOf, timeOf } from "./format";
import { Panel } from "./Panel";
import { Marks } from "./Skills";
import { Status, timeLeft } from "./Status";
import { Testers } from "./Testers";
import { useAction } from "./useAction";

interface BetaTestProps {
  readonly skill: SkillSummary;
  readonly testers: readonly ListedTester[];
  readonly nowMs: number;
}

export function BetaTest({ skill, testers, nowMs }: BetaTestProps) {
  const { skillId, status, isGone, feedbackEmail, invitationUrl, invitesRemaining, expiryDate } =
    skill;
  const { run, problem } = useAction();
  const isOpen = status === "STARTING" || status === "RUNNING";
  const left = timeLeft(skill, nowMs);
  const end = isOpen && (
    <button type="button" class="danger" onClick={() => run(() => api.end(skillId))}>
      End the test
    </button>
  );
  return (
    <Panel id="beta-test" title="Beta test" actions={end}>
      {problem}
      <p class="full-id">
        <code>{skillId}</code> <Copy text={skillId} what="the skill’s id" />
      </p>
      <dl class="facts">
        <dt>Status</dt>
        <dd>
          <Status status={status} /> <Marks skill={skill} />
          {isGone && <span class="muted"> Amazon no longer has it: a GET answers 404.</span>}
        </dd>
        <dt>{status === "ENDED" ? "Was to run until" : "Runs until"}</dt>
        <dd>
          {expiryDate ? (
            <>
              {dateOf(expiryDate)} {timeOf(expiryDate)} UTC
              {left && <span class="muted"> · {left} left</span>}
            </>
          ) : (
            <None text="not started" />
          )}
        </dd>
        <dt>Invitation</dt>
        <dd class="one-line">
          {invitationUrl ? (
            <>
              <code title={invitationUrl}>{invitationUrl}</code>{" "}
              <Copy text={invitationUrl} what="the invitation URL" />
            </>
          ) : (
            <None text="none before the start" />
          )}
        </dd>
        <dt>Feedback to</dt>
        <dd class="breakable">{feedbackEmail ?? <None text="nobody" />}</dd>
        <dt>Invites left</dt>
        <dd>{invitesRemaining.toLocaleString("en")}</dd>
      </dl>
      <Testers skillId={skillId} testers={testers} isOpen={isOpen} />
    </Panel>
  );
}

function None({ text }: { text: string }) {
  return <span class="muted">{text}</span>;
}
