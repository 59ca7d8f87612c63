/** What is asked before anything is changed: whether the skill will do, and how a wrong skill and a wrong token are answered. */
import { quote, statusOf } from "./bodies.mts";
import type { Exchange } from "./exchanges.mts";
import { pathOf, type Walk } from "./walk.mts";

/** The run is not begun; the message says why and what to do. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** @throws {Refused} unless the account has the skill and the skill has no beta test. */
export async function requireFreeSkill({ amazon, skillId }: Walk): Promise<void> {
  const skill = await amazon.send("GET", skillStatusPath(skillId));
  if (skill.status !== 200) {
    throw new Refused(
      `The skill must be visible to this account, but GET /v1/skills/SKILL_ID/status was answered with ${quote(skill)}. ` +
        "Check SKILL_ID and whose credentials these are.",
    );
  }
  const betaTest = await amazon.send("GET", pathOf({ skillId }));
  if (betaTest.status === 404) return;
  const status = statusOf(betaTest);
  throw new Refused(
    status === undefined
      ? `GET of the beta test must be answered with 404, but it was ${quote(betaTest)}. Nothing was changed.`
      : `The skill must have no beta test, but it has one that is ${status}. Nothing was changed. Use another skill: ` +
          "this run would end its test and mail its testers.",
  );
}

const foreignValues = { 404: "notFound", 403: "forbidden", 401: "unauthorized" } as const;

/** @param foreignSkill a skill that is not this account's, or exists nowhere. */
export async function askForeignSkill(
  { amazon, notes }: Walk,
  foreignSkill: string,
  exists: boolean,
): Promise<void> {
  const skill = await amazon.send("GET", skillStatusPath(foreignSkill));
  const betaTest = await amazon.send("GET", pathOf({ skillId: foreignSkill }));
  const evidence = [skill, betaTest];
  const what = exists ? "a skill of others" : "a made-up skill id, which may belong to nobody";
  const known = foreignValues[betaTest.status as keyof typeof foreignValues];
  const seen = `${what}: its status ${quote(skill)}, its beta test ${quote(betaTest)}`;
  if (known && skill.status === betaTest.status) {
    notes.answer("foreignSkill", seen, evidence, known);
  } else notes.answerElse("foreignSkill", seen, evidence);
}

export async function askBadToken({ amazon, notes, skillId }: Walk): Promise<void> {
  const exchange = await amazon.sendWithBadToken(skillStatusPath(skillId));
  const challenge = exchange.headers["www-authenticate"];
  notes.answer(
    "badToken",
    `${quote(exchange)}; ${challenge === undefined ? "no WWW-Authenticate" : `WWW-Authenticate: ${challenge}`}`,
    [exchange],
  );
}

/** What is true of all responses. */
export function answerHeaders({ notes }: Walk, exchanges: readonly Exchange[]): void {
  const answered = exchanges.filter(({ status }) => status > 0);
  const counts = new Map<string, number>();
  for (const { headers } of answered)
    for (const name of Object.keys(headers)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const always = [...counts].filter(([, count]) => count === answered.length);
  const sometimes = [...counts].filter(([, count]) => count < answered.length);
  const list = (entries: [string, number][]) => entries.map(([name]) => name).join(", ") || "none";
  const has = (name: string) => `${name} on ${counts.get(name) ?? 0} of ${answered.length}`;
  notes.answer(
    "headers",
    `${["x-amzn-requestid", "date", "retry-after"].map(has).join(", ")}; on all: ${list(always)}; on some: ${list(sometimes)}`,
    [],
  );
  const limited = answered.filter(({ status }) => status === 429);
  const after = [...new Set(limited.map(({ headers }) => headers["retry-after"] ?? "none"))];
  notes.answer(
    "rateLimit",
    limited.length === 0
      ? `no 429 in ${answered.length} requests`
      : `${limited.length} of ${answered.length} requests got a 429; Retry-After: ${after.join(", ")}`,
    limited.slice(0, 3),
  );
}

function skillStatusPath(skillId: string): string {
  return `/v1/skills/${encodeURIComponent(skillId)}/status`;
}
