/** The questions about a draft, which mails nobody. */
import { field, fieldsOf, isRefusal, isSuccess, quote } from "./bodies.mts";
import type { Exchange } from "./exchanges.mts";
import {
  ask,
  awaitStatus,
  changeTesters,
  includesEmail,
  listSettled,
  seconds,
  type Walk,
  WalkStopped,
} from "./walk.mts";

/** @throws {WalkStopped} unless there is a draft afterwards. */
export async function createDraft(walk: Walk): Promise<void> {
  const { notes } = walk;
  walk.say("creating a draft");
  walk.left.hasCreated = true;
  const withBody = await ask(walk, "POST", "", { feedbackEmail: walk.tester });
  // Only a refusal says that nothing was created.
  const isRepeated = isRefusal(withBody);
  const created = isRepeated ? await ask(walk, "POST") : withBody;
  notes.answer(
    "createBody",
    `with a body ${quoteWithLocation(withBody)}${isRepeated ? `; without one ${quoteWithLocation(created)}` : ""}`,
    isRepeated ? [withBody, created] : [created],
  );
  if (!isSuccess(created)) throw new WalkStopped(`create was answered with ${quote(created)}`);
  const { last, seen, isReached } = await awaitStatus(walk, ["IN_DRAFT"], 60_000);
  if (!isReached) {
    notes.answerElse("createSeen", `after a minute GET says ${quote(last)}`, [last]);
    throw new WalkStopped(`the test that was created was not IN_DRAFT but ${seen.join(", ")}`);
  }
  const delay = last.atMs - created.atMs - created.durationMs;
  const wait = seen.length > 1 ? `after ${seconds(delay)}; before that: ${seen[0]}` : "at once";
  notes.answer("createSeen", wait, [created, last]);
  describeDraft(walk, last, !isRepeated);
}

function describeDraft({ notes, tester }: Walk, shown: Exchange, hadBody: boolean): void {
  notes.answer("draftFields", describeTest(shown), [shown]);
  if (!hadBody) {
    notes.notAsked("feedbackShown", "create took no body");
    return;
  }
  const address = field(shown, "feedbackEmail");
  const said = address === undefined ? "no" : address === tester ? "yes" : "yes, but another text";
  notes.answer("feedbackShown", said, [shown]);
}

/** The fields of a GET, and the values that are nobody's. */
export function describeTest(exchange: Exchange): string {
  const say = (name: string) => {
    const value = field(exchange, name);
    if (name === "invitationUrl") return value === "" || value === null ? "empty" : "a URL";
    return name === "feedbackEmail" ? "an address" : JSON.stringify(value);
  };
  return fieldsOf(exchange)
    .map((name) => `${name}: ${say(name)}`)
    .join(", ");
}

/** `201 without a message, Location …`. */
export function quoteWithLocation(exchange: Exchange): string {
  const { location } = exchange.headers;
  return `${quote(exchange)}, ${location === undefined ? "no Location" : `Location: ${location}`}`;
}

export async function askDraftCreate(walk: Walk): Promise<void> {
  const again = await ask(walk, "POST");
  const after = await ask(walk, "GET");
  const evidence = [again, after];
  const status = field(after, "status");
  const text = `${quote(again)}; then GET says ${status}`;
  if (again.status === 409 && status === "IN_DRAFT")
    walk.notes.answer("draftCreate", text, evidence, "conflict");
  else if (again.status === 201 && status === "IN_DRAFT")
    walk.notes.answer("draftCreate", text, evidence, "accepted");
  else walk.notes.answerElse("draftCreate", text, evidence);
}

export async function askUpdate(walk: Walk): Promise<void> {
  const put = await ask(walk, "PUT", "", { feedbackEmail: walk.tester2 });
  const after = await ask(walk, "GET");
  const isShown = field(after, "feedbackEmail") === walk.tester2;
  const text = `${quote(put)}; GET ${isShown ? "shows" : "does not show"} the new address`;
  walk.notes.answer("updateFeedback", text, [put, after]);
}

/** Leaves the tester in the draft. @throws {WalkStopped} if the tester is not in it. */
export async function addTesterToDraft(walk: Walk): Promise<void> {
  const added = await changeTesters(walk, "add", walk.tester);
  walk.notes.answer("addTester", quote(added), [added]);
  if (!isSuccess(added)) throw new WalkStopped(`adding a tester was answered with ${quote(added)}`);
  const again = await changeTesters(walk, "add", walk.tester);
  walk.notes.answer("addKnownToDraft", quote(again), [added, again]);
}

/** @throws {WalkStopped} unless the tester is the only one: made-up addresses must not be mailed. */
export async function requireOnlyTester(walk: Walk): Promise<void> {
  let problem = "";
  // The list may lag behind, in either direction.
  for (let tries = 0; tries < 3; tries++) {
    const { emails } = await listSettled(walk, 15_000);
    problem = problemOfList(emails, walk.tester) ?? "";
    if (problem === "") return;
  }
  throw new WalkStopped(problem);
}

function problemOfList(emails: readonly string[] | undefined, tester: string): string | undefined {
  if (!emails) return "the testers could not be listed before the start";
  if (emails.length === 0) return "the tester who was added is not in the list";
  if (emails.length === 1 && includesEmail([tester], emails[0] ?? "")) return undefined;
  return "the list has more than the tester before the start, who would be mailed";
}
