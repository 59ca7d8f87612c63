/** The questions about the end of a test, and about the one that is created after it. */
import { field, isRefusal, isSuccess, quote, statusOf } from "./bodies.mts";
import { describeTest, quoteWithLocation } from "./draft.mts";
import type { Exchange } from "./exchanges.mts";
import {
  ask,
  awaitStatus,
  includesEmail,
  listTesters,
  nameOf,
  seconds,
  type Walk,
  WalkStopped,
} from "./walk.mts";

const ended = ["ENDED", "404"];

/** @throws {WalkStopped} unless it is over afterwards. */
export async function endTest(walk: Walk): Promise<void> {
  const { notes } = walk;
  walk.say("ending the test");
  const before = await ask(walk, "GET");
  const end = await ask(walk, "POST", "/end");
  notes.answer("end", quoteWithLocation(end), [end]);
  if (!isSuccess(end)) throw new WalkStopped(`the end was answered with ${quote(end)}`);
  const during = await ask(walk, "GET");
  const { last, seen, isReached } = await awaitStatus(walk, ended);
  const tookMs = last.atMs - end.atMs;
  const statuses = `seen: ${[...new Set([nameOf(during), ...seen])].join(", ")}`;
  answerExpiry(walk, before, statusOf(last) === undefined ? during : last);
  if (!isReached) {
    notes.answerElse("stoppingLasts", `not over after ${seconds(tookMs)}; ${statuses}`, [last]);
    notes.answerElse("afterEnd", `GET still says ${quote(last)}; ${statuses}`, [last]);
    throw new WalkStopped(`the test was not over ${seconds(tookMs)} after its end`);
  }
  walk.left.mayBeOpen = false;
  notes.answer("stoppingLasts", `at most ${seconds(tookMs)}; ${statuses}`, [end, during, last]);
  if (last.status === 404) notes.answer("afterEnd", quote(last), [last], "absent");
  else notes.answer("afterEnd", describeTest(last), [last], "ended");
}

function answerExpiry({ notes }: Walk, before: Exchange, after: Exchange): void {
  if (statusOf(after) === undefined) {
    notes.notAsked("endMovesExpiry", `no GET after the end showed the test: ${quote(after)}`);
    return;
  }
  const [old, now] = [before, after].map((exchange) => field(exchange, "expiryDate"));
  const text = old === now ? `no, it stays ${old}` : `yes, from ${old} to ${now}`;
  notes.answer("endMovesExpiry", `${text} (${statusOf(after)})`, [before, after]);
}

export async function askAfterEnd(walk: Walk): Promise<void> {
  const { notes } = walk;
  const end = await ask(walk, "POST", "/end");
  notes.answer("secondEnd", quote(end), [end]);
  walk.left.mayBeOpen = true;
  const start = await ask(walk, "POST", "/start");
  const { status } = start;
  if (status === 409 || status === 404) {
    walk.left.mayBeOpen = false;
    return notes.answer("startAfterEnd", quote(start), [start], "refused");
  }
  const after = await ask(walk, "GET");
  const text = `${quote(start)}; then GET says ${nameOf(after)}`;
  const isOpen = ["STARTING", "RUNNING"].includes(nameOf(after));
  if (isSuccess(start) && isOpen) notes.answer("startAfterEnd", text, [start, after], "accepted");
  else notes.answerElse("startAfterEnd", text, [start, after]);
  if (!isRefusal(start)) await endAgain(walk);
}

/** @throws {WalkStopped} unless the test is over afterwards. */
async function endAgain(walk: Walk): Promise<void> {
  const { last } = await awaitStatus(walk, ["RUNNING", ...ended]);
  if (nameOf(last) === "RUNNING") await ask(walk, "POST", "/end");
  const { isReached } = await awaitStatus(walk, ended);
  if (!isReached) throw new WalkStopped("the test that was started after its end is not over");
  walk.left.mayBeOpen = false;
}

/** Creates a test where one has ended, and looks at what is left of that one. */
export async function askNewTest(walk: Walk): Promise<void> {
  const { notes } = walk;
  walk.say("creating a new test after the end");
  const created = await ask(walk, "POST");
  notes.answer("createAfterEnd", quoteWithLocation(created), [created]);
  if (!isSuccess(created)) {
    throw new WalkStopped(`the create after the end was answered with ${quote(created)}`);
  }
  const { last, isReached } = await awaitStatus(walk, ["IN_DRAFT"], 60_000);
  if (!isReached) throw new WalkStopped(`the new test is not IN_DRAFT: ${quote(last)}`);
  const address = field(last, "feedbackEmail");
  notes.answer("feedbackSurvives", address === undefined ? "no" : "yes", [last]);
  const invites = JSON.stringify(field(last, "invitesRemaining")) ?? "GET does not say";
  notes.answer("invitationsSurvive", invites, [last]);
  const { exchanges, emails } = await listTesters(walk);
  if (!emails) notes.answerElse("testersSurvive", "the list was no list", exchanges);
  else {
    const isThere = includesEmail(emails, walk.tester);
    notes.answer("testersSurvive", `${isThere ? "yes" : "no"}: ${emails.length} listed`, exchanges);
  }
}
