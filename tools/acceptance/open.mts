/** The questions about a test that is STARTING or RUNNING: these mail the two testers. */
import { field, isRefusal, isSuccess, quote, testersIn } from "./bodies.mts";
import { describeTest, quoteWithLocation } from "./draft.mts";
import type { Exchange } from "./exchanges.mts";
import { ask, awaitStatus, changeTesters, seconds, type Walk, WalkStopped } from "./walk.mts";

/** @returns when it was started. @throws {WalkStopped} unless it is RUNNING afterwards. */
export async function startTest(walk: Walk): Promise<number> {
  const { notes } = walk;
  walk.say("starting the test");
  const startedAtMs = walk.amazon.clock.now();
  walk.left.mayBeOpen = true;
  const started = await ask(walk, "POST", "/start");
  notes.answer("start", quoteWithLocation(started), [started]);
  if (!isSuccess(started)) throw new WalkStopped(`the start was answered with ${quote(started)}`);
  const first = await ask(walk, "GET");
  if (field(first, "status") === "STARTING") await askWhileStarting(walk);
  else {
    const reason = `STARTING was not seen: the first GET said ${field(first, "status") ?? quote(first)}`;
    notes.notAsked("startWhileStarting", reason);
    notes.notAsked("addWhileStarting", reason);
  }
  const { last, seen, isReached } = await awaitStatus(walk, ["RUNNING"]);
  const tookMs = last.atMs - started.atMs;
  const statuses = `seen: ${seen.join(", ")}`;
  if (!isReached) {
    notes.answerElse("startingLasts", `not RUNNING after ${seconds(tookMs)}; ${statuses}`, [last]);
    throw new WalkStopped(`the test was not RUNNING ${seconds(tookMs)} after its start`);
  }
  notes.answer("startingLasts", `at most ${seconds(tookMs)}; ${statuses}`, [started, first, last]);
  return startedAtMs;
}

async function askWhileStarting(walk: Walk): Promise<void> {
  const again = await ask(walk, "POST", "/start");
  walk.notes.answer("startWhileStarting", quote(again), [again]);
  const added = await changeTesters(walk, "add", walk.tester2);
  const after = await ask(walk, "GET");
  const status = field(after, "status");
  walk.notes.answer("addWhileStarting", `${quote(added)}; right after it, GET says ${status}`, [
    added,
    after,
  ]);
}

/** @param startedAtMs from when on invitations are counted. */
export async function askWhileRunning(walk: Walk, startedAtMs: number): Promise<void> {
  const { notes } = walk;
  walk.say("asking about the running test");
  const shown = await ask(walk, "GET");
  notes.answer("runningFields", describeTest(shown), [shown]);
  const again = await ask(walk, "POST", "/start");
  notes.answer("startWhileRunning", quote(again), [again]);
  await requireRunning(walk);
  await askAdd(walk, shown);
  await askKnownTester(walk, startedAtMs);
  await askReminder(walk);
  const request = await changeTesters(walk, "requestFeedback", walk.tester);
  notes.answer("feedbackRequest", quote(request), [request]);
  await askRemoval(walk);
}

async function requireRunning(walk: Walk): Promise<void> {
  const { last, isReached } = await awaitStatus(walk, ["RUNNING"]);
  if (!isReached) throw new WalkStopped(`the test is no longer RUNNING: ${quote(last)}`);
}

/** Only if the second tester is not there yet: nobody is to be mailed more than needed. */
async function askAdd(walk: Walk, before: Exchange): Promise<void> {
  const listed = await ask(walk, "GET", "/testers");
  if (testerIn(listed, walk.tester2)) {
    return walk.notes.notAsked("addWhileRunning", "the tester was added while STARTING");
  }
  const added = await changeTesters(walk, "add", walk.tester2);
  const after = await settled(walk);
  const invites = `invitesRemaining ${said(before)} before, ${said(after)} after`;
  walk.notes.answer("addWhileRunning", `${quote(added)}; ${invites}`, [added, after]);
}

async function askKnownTester(walk: Walk, startedAtMs: number): Promise<void> {
  const before = [await ask(walk, "GET"), await ask(walk, "GET", "/testers")] as const;
  const added = await changeTesters(walk, "add", walk.tester);
  const after = [await ask(walk, "GET"), await ask(walk, "GET", "/testers")] as const;
  const evidence = [...before, added, ...after];
  const text = `${quote(added)}; ${changesOf(walk.tester, before, after)}`;
  if (isRefusal(added)) return walk.notes.answer("knownTester", text, evidence, "refused");
  if (added.status !== 204) return walk.notes.answerElse("knownTester", text, evidence);
  const question = {
    ...{ address: walk.tester, fromMs: startedAtMs, toMs: walk.amazon.clock.now() },
  };
  const mails = await walk.countMails(question);
  const window = `${timeOf(question.fromMs)} to ${timeOf(question.toMs)} UTC`;
  if (mails === undefined) {
    const open = `how many invitations did <tester 1> get from ${window}? One means that it is ignored, two that it is mailed`;
    return walk.notes.answer("knownTester", `${text}; still open: ${open}`, evidence);
  }
  const counted = `${text}; ${mails} invitation${mails === 1 ? "" : "s"} from ${window}, the start's among them`;
  const value = ({ 1: "ignored", 2: "mailed" } as const)[mails];
  if (value) walk.notes.answer("knownTester", counted, evidence, value);
  else walk.notes.answerElse("knownTester", counted, evidence);
}

type Views = readonly [betaTest: Exchange, testers: Exchange];

function changesOf(tester: string, before: Views, after: Views): string {
  const compare = (name: string, read: (views: Views) => unknown) => {
    const [old, now] = [read(before), read(after)];
    return old === now ? `${name} stays ${show(old)}` : `${name} ${show(old)} becomes ${show(now)}`;
  };
  return [
    compare("invitesRemaining", ([betaTest]) => field(betaTest, "invitesRemaining")),
    compare("associationDate", ([, list]) => testerIn(list, tester)?.associationDate),
    compare("isReminderAllowed", ([, list]) => testerIn(list, tester)?.isReminderAllowed),
  ].join(", ");
}

async function askReminder(walk: Walk): Promise<void> {
  const before = await ask(walk, "GET", "/testers");
  const reminded = await changeTesters(walk, "sendReminder", walk.tester);
  const after = await ask(walk, "GET", "/testers");
  const allowed = (list: Exchange) => show(testerIn(list, walk.tester)?.isReminderAllowed);
  walk.notes.answer(
    "reminder",
    `${quote(reminded)}; isReminderAllowed ${allowed(before)} before, ${allowed(after)} after`,
    [before, reminded, after],
  );
}

/** By the number of invitations, since adding somebody again would cost another mail. */
async function askRemoval(walk: Walk): Promise<void> {
  const before = await settled(walk);
  const removed = await changeTesters(walk, "remove", walk.tester2);
  const after = await settled(walk);
  const listed = await ask(walk, "GET", "/testers");
  const isListed = !testersIn(listed) || testerIn(listed, walk.tester2) !== undefined;
  const isGone = removed.status === 204 && !isListed;
  const evidence = [before, removed, after, listed];
  const invites = `invitesRemaining ${said(before)} before, ${said(after)} after`;
  const text = `${quote(removed)}; ${isListed ? "the tester is not seen to be gone; " : ""}${invites}`;
  const [old, now] = [field(before, "invitesRemaining"), field(after, "invitesRemaining")];
  const isCounted = isGone && typeof old === "number" && typeof now === "number";
  const difference = isCounted ? now - old : undefined;
  const value = difference === 1 ? true : difference === 0 ? false : undefined;
  if (value === undefined) walk.notes.answerElse("removalReturnsInvitation", text, evidence);
  else walk.notes.answer("removalReturnsInvitation", text, evidence, value);
}

/** A GET some seconds later: a count may lag behind. */
async function settled(walk: Walk): Promise<Exchange> {
  await walk.amazon.clock.sleep(10_000, walk.amazon.signal);
  return ask(walk, "GET");
}

function testerIn(list: Exchange, email: string) {
  return testersIn(list)?.find(({ emailId }) => emailId.toLowerCase() === email.toLowerCase());
}

const said = (exchange: Exchange) => show(field(exchange, "invitesRemaining"));
const show = (value: unknown) => (value === undefined ? "(not there)" : JSON.stringify(value));

/** `14:05`. */
export function timeOf(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}
