/**
 * Mails the testers of one skill. A request whose answer was lost is never repeated: whoever was mailed by it would be
 * mailed twice.
 */
import { normalize } from "../../provider/betaTest/emails";
import type { SmapiClient } from "../../provider/smapi/client";
import { SmapiError } from "../../provider/smapi/SmapiError";
import { readBetaTest } from "../skills/ask";
import type { Skill } from "../skills/choose";
import { audienceOf, type MailKind } from "./audience";

/** Every confirmed person is in one of the numbers. */
export interface Delivery {
  readonly sent: number;
  /** Those of the request whose answer says neither yes nor no. */
  readonly uncertain: number;
  readonly notSent: number;
  /** Those who are no longer to be mailed. */
  readonly changed: number;
  /** Why not all were mailed. */
  readonly reason?: string;
}

/** Of a lost answer, so many people are uncertain. */
const perRequest = 100;

/** @param confirmed the testers that the user has confirmed: nobody else is mailed. */
export async function sendMails(
  api: SmapiClient,
  skill: Skill,
  confirmed: readonly string[],
  { kind, all }: { kind: MailKind; all: boolean },
): Promise<Delivery> {
  const { emails, obstacle } = audienceOf(await readBetaTest(api, skill), kind, all);
  const known = new Set(confirmed.map(normalize));
  const current = emails.filter((email) => known.has(normalize(email)));
  const changed = confirmed.length - current.length;
  let sent = 0;
  while (sent < current.length) {
    const batch = current.slice(sent, sent + perRequest);
    try {
      await kind.send(api, skill.skillId, batch);
    } catch (error) {
      const uncertain = mayBeSent(error) ? batch.length : 0;
      const notSent = current.length - sent - uncertain;
      return { sent, uncertain, notSent, changed, reason: reasonOf(error as Error, uncertain) };
    }
    sent += batch.length;
  }
  return { sent, uncertain: 0, notSent: 0, changed, reason: obstacle };
}

/** Anything but an answer of the API comes before the request: no token, no turn, no time. */
function mayBeSent(error: unknown): boolean {
  if (!(error instanceof SmapiError)) return false;
  if (error.isFromGateway) return true;
  // A conflict is about the status of the test, and no part of the request was carried out.
  return error.outcome !== "refused" && error.failure.status !== 409;
}

/** Without the advice to run again, which is for what is observed before it is repeated. */
function reasonOf(error: Error, uncertain: number): string {
  if (!(error instanceof SmapiError) || uncertain === 0) return error.message;
  const hint = "This is not repeated, since it could mail people twice.";
  return new SmapiError({ ...error.failure, hint }).message;
}
