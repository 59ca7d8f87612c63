/** The faults that are still to come, and the form that orders one. */
import type { Snapshot } from "../snapshot";
import type { FaultAnswer } from "../types";
import { api } from "./api";
import { FaultForm } from "./FaultForm";
import { Panel } from "./Panel";
import { Table } from "./Table";
import { useAction } from "./useAction";

export function Faults({ faults }: { faults: Snapshot["faults"] }) {
  const { run, problem } = useAction();
  const drop = faults.length > 0 && (
    <button type="button" class="danger" onClick={() => run(api.dropFaults)}>
      Drop all
    </button>
  );
  return (
    <Panel id="faults" title="Faults" count={faults.length} actions={drop}>
      {problem}
      {faults.length === 0 ? (
        <p class="empty">
          No faults are queued: every request is answered as Amazon would answer it.
        </p>
      ) : (
        <Table
          label="List of faults"
          caption="Faults that are still to come"
          columns={[
            { title: "Requests" },
            { title: "Answer" },
            { title: "After", class: "number" },
            { title: "Times", class: "number" },
          ]}
          rows={faults.map(({ method, path, after, times, applied, gateway, answer }, i) => (
            <tr key={i}>
              <th scope="row" class="breakable">
                <span class="method">{method ?? "any"}</span> {path ? `…${path}` : "any path"}
              </th>
              <td>
                {describe(answer)}
                {applied && <span class="muted">, applied</span>}
                {gateway && <span class="muted">, by a gateway</span>}
              </td>
              <td class="number">{after}</td>
              <td class="number">{times}</td>
            </tr>
          ))}
        />
      )}
      <FaultForm />
    </Panel>
  );
}

function describe(answer: FaultAnswer): string {
  switch (answer.kind) {
    case "status":
      return `${answer.status}`;
    case "reset":
      return "connection cut";
    case "hang":
      return "no answer, ever";
    case "html":
      return `a proxy’s page, ${answer.status ?? 502}`;
    case "brokenJson":
      return "truncated JSON";
    case "json":
      return `any JSON, ${answer.status ?? 200}`;
  }
}
