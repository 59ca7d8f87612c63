/** What Amazon would have received. */
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Snapshot } from "../snapshot";
import type { LoggedRequest } from "../types";
import { api } from "./api";
import { shortPath } from "./format";
import { More } from "./lists";
import { Panel } from "./Panel";
import { Table } from "./Table";
import { useAction } from "./useAction";
import { When } from "./When";

type Request = Snapshot["requests"]["latest"][number];

interface RequestsProps {
  /** The simulator's date. */
  readonly today: string;
  readonly requests: Snapshot["requests"];
  readonly onMore: () => void;
}

export function Requests({ today, requests, onMore }: RequestsProps) {
  const { total, latest } = requests;
  const { run, problem } = useAction();
  const [opened, setOpened] = useState<string>();
  const clear = total > 0 && (
    <button type="button" onClick={() => run(api.clearRequests)}>
      Clear
    </button>
  );
  return (
    <Panel id="requests" title="Requests" count={total} actions={clear}>
      {problem}
      {total === 0 ? (
        <p class="empty">No requests yet. They appear here as they come in.</p>
      ) : (
        <Table
          class="requests"
          label="List of requests"
          caption="Requests, newest first"
          columns={[{ title: "Time" }, { title: "Request" }, { title: "Status", class: "number" }]}
          rows={[...latest]
            .reverse()
            .map((request) => (
              <Row
                key={request.requestId}
                today={today}
                request={request}
                isOpen={request.requestId === opened}
                onToggle={(isOpen) => setOpened(isOpen ? request.requestId : undefined)}
              />
            ))}
        >
          {total > latest.length && (
            <More hidden={total - latest.length} onMore={onMore} noun="request" />
          )}
        </Table>
      )}
    </Panel>
  );
}

interface RowProps {
  readonly today: string;
  readonly request: Request;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}

function Row({ today, request, isOpen, onToggle }: RowProps) {
  const { at, method, path, status, requestId } = request;
  return (
    <>
      <tr class={isOpen ? "chosen" : ""}>
        <When at={at} today={today} />
        <th scope="row" class="breakable">
          <button
            type="button"
            class="link request"
            aria-expanded={isOpen}
            aria-controls={`request-${requestId}`}
            onClick={() => onToggle(!isOpen)}
          >
            <span class="method">{method}</span> <Path path={shortPath(path)} />
          </button>
        </th>
        <td class="number">
          <span class={`code ${toneOf(status)}`}>{status || "none"}</span>
        </td>
      </tr>
      {isOpen && (
        <tr class="detail" id={`request-${requestId}`}>
          <td colSpan={3}>
            <Detail request={request} />
          </td>
        </tr>
      )}
    </>
  );
}

function Detail({ request: { requestId, method, path } }: { request: Request }) {
  const { run, problem } = useAction();
  const [found, setFound] = useState<LoggedRequest>();
  useEffect(() => {
    void run(async () => setFound(await api.request(requestId)));
  }, [requestId]);
  return (
    <>
      <p class="breakable">
        <code>
          {method} {path}
        </code>
      </p>
      <p class="muted breakable">Request id {requestId}</p>
      {problem}
      {found && !found.body && <p class="muted">No JSON body.</p>}
      {found?.body ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard has to be able to scroll it.
        <pre tabIndex={0}>{shortened(JSON.stringify(found.body, null, 2))}</pre>
      ) : null}
    </>
  );
}

/** A body can have a megabyte. */
function shortened(text: string): string {
  const limit = 20_000;
  return text.length > limit
    ? `${text.slice(0, limit)}\n… ${text.length - limit} more characters`
    : text;
}

/** Breaks where a part begins, if it has to. */
function Path({ path }: { path: string }) {
  return path.split(/(?=[/?&])/).map((part, i) => (
    <Fragment key={i}>
      <wbr />
      {part}
    </Fragment>
  ));
}

function toneOf(status: number): string {
  if (status === 0 || status >= 500) return "bad";
  return status >= 400 ? "warn" : "good";
}
