/** Who was mailed what. */
import type { Snapshot } from "../snapshot";
import { shortId, words } from "./format";
import { More } from "./lists";
import { Panel } from "./Panel";
import { Table } from "./Table";
import { When } from "./When";

interface MailsProps {
  /** The simulator's date. */
  readonly today: string;
  readonly mails: Snapshot["mails"];
  readonly onMore: () => void;
}

export function Mails({ today, mails, onMore }: MailsProps) {
  const { total, latest } = mails;
  const hidden = total - latest.length;
  return (
    <Panel id="mails" title="E-mails" count={total}>
      {total === 0 ? (
        <p class="empty">Nobody has been mailed yet.</p>
      ) : (
        <Table
          label="List of e-mails"
          caption="E-mails, newest first"
          columns={[
            { title: "Time" },
            { title: "E-mail" },
            { title: "To" },
            { title: "Skill", class: "wide-only" },
          ]}
          rows={latest
            .map(({ at, skillId, emailId, kind }, i) => (
              <tr key={hidden + i}>
                <When at={at} today={today} />
                <td>{words(kind)}</td>
                <td class="breakable">{emailId}</td>
                <td class="wide-only id muted" title={skillId}>
                  {shortId(skillId)}
                </td>
              </tr>
            ))
            .reverse()}
        >
          {hidden > 0 && <More hidden={hidden} onMore={onMore} noun="mail" />}
        </Table>
      )}
    </Panel>
  );
}
