/** Injects a fault. The simulator checks it, and its message says what is wrong. */
import { useState } from "preact/hooks";
import type { FaultAnswer, FaultInput } from "../types";
import { api } from "./api";
import { useAction } from "./useAction";

type Kind = FaultAnswer["kind"];

const kinds: Record<Kind, string> = {
  status: "An error status",
  reset: "The connection is cut",
  hang: "No response",
  html: "A proxy’s page",
  brokenJson: "Truncated JSON",
  json: "Any JSON",
};

const defaultStatus: Partial<Record<Kind, number>> = { status: 500, html: 502, json: 200 };

const paths = [
  "/betaTest",
  "/betaTest/start",
  "/betaTest/end",
  "/betaTest/testers",
  "/betaTest/testers/add",
  "/betaTest/testers/remove",
  "/auth/o2/token",
  "/v1/vendors",
];

export function FaultForm() {
  const { run, problem } = useAction();
  const [kind, setKind] = useState<Kind>("status");
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    await run(async () => api.injectFault(faultOf(new FormData(form))));
  };
  return (
    <details class="fold">
      <summary>Inject a fault</summary>
      <form class="fields" onSubmit={submit}>
        <label>
          Method
          <select name="method">
            <option value="">Any</option>
            <option>GET</option>
            <option>POST</option>
            <option>PUT</option>
          </select>
        </label>
        <label class="broad">
          Path ends with
          <input
            name="path"
            list="fault-paths"
            placeholder="any path"
            autocomplete="off"
            spellcheck={false}
          />
          <datalist id="fault-paths">
            {paths.map((path) => (
              <option key={path} value={path} />
            ))}
          </datalist>
        </label>
        <label>
          Requests to let pass first
          <input name="after" type="number" min="0" defaultValue="0" required />
        </label>
        <label>
          Requests to hit
          <input name="times" type="number" min="1" defaultValue="1" required />
        </label>
        <label>
          Answer
          <select
            name="kind"
            value={kind}
            onChange={({ currentTarget }) => setKind(currentTarget.value as Kind)}
          >
            {Object.entries(kinds).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <AnswerFields key={kind} kind={kind} />
        <label class="check whole">
          <input name="applied" type="checkbox" /> Carry out the request anyway
        </label>
        <label class="check whole">
          <input name="gateway" type="checkbox" /> From a gateway, not Amazon (no request id)
        </label>
        <div class="submit">
          <button type="submit" class="primary">
            Inject
          </button>
          {problem}
        </div>
      </form>
    </details>
  );
}

function AnswerFields({ kind }: { kind: Kind }) {
  const status = defaultStatus[kind];
  return (
    <>
      {status !== undefined && (
        <label>
          Status
          <input
            name="status"
            type="number"
            min="200"
            max="599"
            defaultValue={`${status}`}
            required
          />
        </label>
      )}
      {kind === "status" && (
        <>
          <label class="broad">
            Message
            <input name="message" placeholder="An injected fault." autocomplete="off" />
          </label>
          <label class="whole">
            Headers, one per line
            <textarea name="headers" rows={2} placeholder="Retry-After: 1" spellcheck={false} />
          </label>
        </>
      )}
      {kind === "json" && (
        <label class="whole">
          Body, as JSON
          <textarea name="body" rows={3} defaultValue="{}" spellcheck={false} />
        </label>
      )}
    </>
  );
}

/** @throws if the body is not JSON. */
function faultOf(form: FormData): FaultInput {
  const text = (name: string) => `${form.get(name) ?? ""}`.trim();
  return {
    method: (text("method") || undefined) as FaultInput["method"],
    path: text("path") || undefined,
    after: Number(text("after")),
    times: Number(text("times")),
    applied: form.has("applied"),
    gateway: form.has("gateway"),
    answer: answerOf(text),
  };
}

function answerOf(text: (name: string) => string): FaultAnswer {
  const kind = text("kind") as Kind;
  const status = Number(text("status"));
  switch (kind) {
    case "status":
      return {
        kind,
        status,
        message: text("message") || undefined,
        headers: headersOf(text("headers")),
      };
    case "html":
      return { kind, status };
    case "json":
      return { kind, status, body: jsonOf(text("body")) };
    default:
      return { kind };
  }
}

function headersOf(lines: string): Record<string, string> {
  const pairs = lines
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [name = "", ...value] = line.split(":");
      return [name.trim(), value.join(":").trim()];
    });
  return Object.fromEntries(pairs);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("The body is not JSON.");
  }
}
