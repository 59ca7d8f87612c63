/** The testers of a beta test: who has accepted, and who may get a reminder. */
import { useState } from "preact/hooks";
import type { ListedTester } from "../snapshot";
import { api } from "./api";
import { words } from "./format";
import { Filter, More, useShown } from "./lists";
import { Table } from "./Table";
import { useAction } from "./useAction";

interface TestersProps {
  readonly skillId: string;
  readonly testers: readonly ListedTester[];
  /** Whether they are invited, so that they could accept. */
  readonly isOpen: boolean;
}

export function Testers({ skillId, testers, isOpen }: TestersProps) {
  const { run, problem } = useAction();
  const [filter, setFilter] = useState("");
  const { shown, more } = useShown(
    testers.filter(({ emailId }) => emailId.toLowerCase().includes(filter)),
  );
  const accept = (emails?: string[]) => run(() => api.accept(skillId, emails));
  const isAnyLeft = testers.some(({ invitationStatus }) => invitationStatus === "NOT_ACCEPTED");
  return (
    <>
      <div class="panel-head sub">
        <h3 tabIndex={-1} data-focus-home>
          Testers <span class="count">{testers.length}</span>
        </h3>
        <div class="actions">
          {testers.length > 8 && <Filter label="Filter the testers" onChange={setFilter} />}
          {isOpen && isAnyLeft && (
            <button type="button" onClick={() => accept()}>
              Accept for all
            </button>
          )}
        </div>
      </div>
      {problem}
      {testers.length === 0 ? (
        <p class="empty">No testers.</p>
      ) : (
        <Table
          class="testers"
          label="List of testers"
          caption={`Testers of ${skillId}`}
          columns={[
            { title: "Address" },
            { title: "Invitation" },
            ...(isOpen ? [{ title: "Action", isTitleHidden: true }] : []),
          ]}
          rows={shown.map((tester) => (
            <Row
              key={tester.emailId}
              tester={tester}
              isOpen={isOpen}
              onAccept={() => accept([tester.emailId])}
            />
          ))}
        >
          {more && <More {...more} noun="tester" />}
        </Table>
      )}
    </>
  );
}

function Row({
  tester,
  isOpen,
  onAccept,
}: {
  tester: ListedTester;
  isOpen: boolean;
  onAccept: () => void;
}) {
  const { emailId, invitationStatus, isReminderAllowed } = tester;
  const isAccepted = invitationStatus === "ACCEPTED";
  return (
    <tr tabIndex={-1} data-focus-home>
      <th scope="row" class="breakable">
        {emailId}
      </th>
      <td>
        <span class={`badge ${isAccepted ? "good" : "neutral"}`}>{words(invitationStatus)}</span>{" "}
        {!isAccepted && (
          <span class="muted">
            {isReminderAllowed ? "reminder allowed" : "no reminder allowed"}
          </span>
        )}
      </td>
      {isOpen && (
        <td class="end">
          {!isAccepted && (
            <button
              type="button"
              class="small"
              aria-label={`Accept for ${emailId}`}
              onClick={onAccept}
            >
              Accept
            </button>
          )}
        </td>
      )}
    </tr>
  );
}
