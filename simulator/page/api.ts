/** The simulator's own endpoints, as the page uses them. */

import type { Snapshot } from "../snapshot";
import type { FaultInput, LoggedRequest } from "../types";

export interface Query {
  /** The skill whose testers are listed. */
  readonly skill?: string | undefined;
  /** How many of the newest to list. */
  readonly requests: number;
  readonly mails: number;
}

const skillPath = (skillId: string) => `/skills/${encodeURIComponent(skillId)}`;

export const api = {
  snapshot: ({ skill, requests, mails }: Query) => {
    const query = new URLSearchParams({ requests: `${requests}`, mails: `${mails}` });
    if (skill !== undefined) query.set("skill", skill);
    return ask<Snapshot>("GET", `/snapshot?${query}`);
  },
  request: (requestId: string) => ask<LoggedRequest>("GET", `/requests/${requestId}`),
  clearRequests: () => ask("DELETE", "/requests"),
  moveClock: (advanceMs: number) => ask("POST", "/clock", { advanceMs }),
  accept: (skillId: string, testers?: string[]) =>
    ask("POST", `${skillPath(skillId)}/testers/accept`, { testers }),
  end: (skillId: string) => ask("PUT", `${skillPath(skillId)}/betaTest`, { status: "ENDED" }),
  injectFault: (fault: FaultInput) => ask("POST", "/faults", fault),
  dropFaults: () => ask("DELETE", "/faults"),
  set: (settings: Record<string, unknown>) => ask("PATCH", "/settings", settings),
};

/** @throws with the simulator's own message. */
async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`/simulator${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers }),
  }).catch(() => {
    throw new Error("The simulator is not responding.");
  });
  const text = await response.text();
  if (!response.ok) throw new Error(messageOf(text) ?? `The response was ${response.status}.`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

function messageOf(text: string): string | undefined {
  try {
    return JSON.parse(text).message;
  } catch {
    return undefined;
  }
}
