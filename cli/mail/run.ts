/** Says who a command would mail, asks, and mails them. */
import { people } from "../../provider/betaTest/describe";
import { type Console, Exit, exitCodes } from "../console";
import { type Answer, connectToSkills, readBetaTest, titleOf } from "../skills/ask";
import type { Skill } from "../skills/choose";
import { type Audience, audienceOf, type MailKind, type MailOptions } from "./audience";
import { type Delivery, sendMails } from "./send";

/** @throws {Exit} unless all were mailed. */
export async function runMail(
  ids: readonly string[],
  kind: MailKind,
  { all, yes, testers, ...options }: MailOptions,
  console: Console,
): Promise<void> {
  const { output, errors } = console;
  const { skills, forEachSkill } = await connectToSkills(ids, options, console);
  const plans = await forEachSkill(skills, "Looking at the testers", async (api, skill) =>
    audienceOf(await readBetaTest(api, skill), kind, all),
  );
  for (const plan of plans) output.write(describePlan(plan, kind, testers));
  const ready = plans.flatMap((plan) => ("value" in plan ? [plan] : []));
  const isWhole = ready.length === plans.length;
  const emailsOf = new Map(ready.map(({ skill, value }) => [skill, value.emails]));
  const meant = [...emailsOf].flatMap(([skill, emails]) => (emails.length > 0 ? [skill] : []));
  const total = [...emailsOf.values()].reduce((sum, emails) => sum + emails.length, 0);

  if (total > 0 && !yes && !(await isConfirmed(total, meant, kind, console))) {
    errors.write(
      `Nothing was sent. With --yes, ${mails(total)} would be sent to ${people(total)} in ${skillsOf(meant.length)}.\n`,
    );
    throw new Exit(isWhole ? exitCodes.notSent : exitCodes.failed);
  }
  if (total === 0) errors.write("There is nobody to mail.\n");
  const deliveries = await forEachSkill(
    meant,
    "Mailing",
    (api, skill) => sendMails(api, skill, emailsOf.get(skill) ?? [], { kind, all }),
    meant.length > 0 ? console.interruption() : undefined,
  );
  for (const delivery of deliveries) output.write(describeDelivery(delivery, kind));
  if (!isWhole || !deliveries.every(isComplete)) throw new Exit(exitCodes.failed);
}

async function isConfirmed(
  total: number,
  skills: readonly Skill[],
  { participle }: MailKind,
  { canAsk, ask }: Console,
): Promise<boolean> {
  if (!canAsk) return false;
  const question = `${people(total)} in ${skillsOf(skills.length)} will be ${participle} by e-mail. Send? [y/N] `;
  return /^y(es)?$/i.test((await ask(question)).trim());
}

function describePlan(plan: Answer<Audience>, kind: MailKind, testers: boolean): string {
  const title = titleOf(plan.skill);
  if ("error" in plan) return `${title}: failed: ${plan.error.message}\n`;
  const { emails, obstacle, others, unknown, notAllowed } = plan.value;
  if (obstacle) return `${title}: no one: ${obstacle}\n`;
  const leftOut = [
    ...(others > 0 ? [`${others} ${kind.others}`] : []),
    ...(unknown > 0 ? [`for ${unknown}, Amazon does not say whether they have accepted`] : []),
    ...(notAllowed > 0
      ? [`${notAllowed} cannot be ${kind.participle} now, because Amazon does not allow it`]
      : []),
  ];
  const who = emails.length === 0 ? "no one" : people(emails.length);
  const why = leftOut.length > 0 ? ` (left out: ${leftOut.join("; ")})` : "";
  const list = testers ? emails.map((email) => `  ${email}\n`).join("") : "";
  return `${title}: ${who} to be ${kind.participle}${why}\n${list}`;
}

function describeDelivery(answer: Answer<Delivery>, { participle }: MailKind): string {
  const title = titleOf(answer.skill);
  if ("error" in answer) return `${title}: no one was ${participle}: ${answer.error.message}\n`;
  const { sent, uncertain, notSent, changed, reason } = answer.value;
  const were = sent === 0 ? "no one was" : `${people(sent)} ${sent === 1 ? "was" : "were"}`;
  const parts = [
    ...(sent > 0 || uncertain === 0 ? [`${were} ${participle}`] : []),
    ...(uncertain > 0 ? [`${people(uncertain)} may or may not have been ${participle}`] : []),
    ...(notSent > 0 ? [`${people(notSent)} ${notSent === 1 ? "was" : "were"} not mailed`] : []),
    ...(changed > 0 ? [`${changed} left out, because something has changed`] : []),
  ];
  return `${title}: ${parts.join("; ")}${reason ? `: ${reason}` : ""}\n`;
}

function isComplete(answer: Answer<Delivery>): boolean {
  return "value" in answer && answer.value.uncertain === 0 && answer.value.notSent === 0;
}

function skillsOf(count: number): string {
  return count === 1 ? "1 skill" : `${count} skills`;
}

function mails(count: number): string {
  return count === 1 ? "1 e-mail" : `${count} e-mails`;
}
