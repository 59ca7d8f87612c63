/**
 * How Amazon takes many testers, wrong ones, and two spellings. All of it happens in a draft, with addresses of
 * example.com, which belongs to nobody; afterwards they are removed.
 */
import { field, isRefusal, isSuccess, quote, testersIn } from "./bodies.mts";
import type { Exchange } from "./exchanges.mts";
import {
  ask,
  changeTesters,
  includesEmail,
  listSettled,
  listTesters,
  type Walk,
  WalkStopped,
} from "./walk.mts";

const most = 500;

/** The walk with testers who are nobody. */
interface Scene extends Walk {
  readonly nobody: (name: number | "case") => string;
}

const nobodies = ({ nobody }: Scene, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => nobody(from + i));

/** The draft has no testers before, and none afterwards. @throws {WalkStopped} if some stay. */
export async function askTesterCalls(given: Walk): Promise<void> {
  const walk = await chooseNobody(given);
  walk.say("asking about many testers, wrong addresses and spellings, in the draft");
  const perCall = await askPerCall(walk);
  const invalid = await askInvalid(walk);
  const full = await askFull(walk, perCall);
  const known = await askKnownAmong(walk);
  answerAtomic(walk, perCall, { invalid, full, known });
  await askSpellings(walk);
  await removeAll(walk, perCall ?? 1);
}

/** Addresses of example.com, or, where Amazon refuses those, of the tester with a tag. */
async function chooseNobody(walk: Walk): Promise<Scene> {
  const ofExample: Scene["nobody"] = (name) => `nobody-${name}@example.com`;
  const ofTester: Scene["nobody"] = (name) =>
    walk.tester.replace(/(\+[^@]*)?@/, `+nobody-${name}@`);
  const tried = await changeTesters(walk, "add", ofExample(0));
  const scene = { ...walk, nobody: isRefusal(tried) ? ofTester : ofExample };
  await removeAll(scene, 1);
  return scene;
}

interface Probe {
  readonly size: number;
  readonly exchange: Exchange;
}

/** @returns how many fit, or undefined if not even one does. */
async function askPerCall(walk: Scene): Promise<number | undefined> {
  const probes: Probe[] = [];
  let fits = 0;
  let tooMany = most + 1;
  let size = most;
  while (fits + 1 < tooMany) {
    const exchange = await changeTesters(walk, "add", ...nobodies(walk, 1, size));
    probes.push({ size, exchange });
    if (!isSuccess(exchange) && !isRefusal(exchange)) break;
    if (isSuccess(exchange)) fits = size;
    else tooMany = size;
    // The next probe is to be about its size alone, not about how many are there already.
    await removeAll(walk, Math.max(fits, 1));
    size = fits === 0 && tooMany === most ? 1 : Math.floor((fits + tooMany) / 2);
  }
  const isSettled = fits + 1 >= tooMany;
  return answerPerCall(walk, probes, isSettled ? fits : 0);
}

function answerPerCall({ notes }: Walk, probes: readonly Probe[], fits: number) {
  const said = ({ size, exchange }: Probe) => `${size}: ${quote(exchange)}`;
  const decisive = probes.filter(({ size }) => size === fits || size === fits + 1);
  const evidence = (fits > 0 ? decisive : probes).map(({ exchange }) => exchange);
  if (fits === 0) {
    notes.answerElse("testersPerCall", probes.map(said).join("; "), evidence);
    return undefined;
  }
  const limit = fits === most ? `${most}, as many as a test can have` : `${fits}`;
  notes.answer("testersPerCall", `${limit} (${decisive.map(said).join("; ")})`, evidence, fits);
  return fits;
}

/** What an addition that failed left behind. */
interface Failure {
  readonly text: string;
  readonly evidence: readonly Exchange[];
  /** Undefined if it could not be made to fail. */
  readonly isAtomic: boolean | undefined;
}

/** @param expected those who would be there if it is not atomic. @param how what made it fail. */
async function failureOf(
  walk: Walk,
  exchange: Exchange,
  expected: readonly string[],
  how: string,
): Promise<Failure> {
  const { exchanges, emails } = await listSettled(walk);
  const evidence = [exchange, ...exchanges];
  const says = (text: string) => `${how}: ${quote(exchange)}, ${text}`;
  if (!emails) return { text: says("the list was no list"), evidence, isAtomic: undefined };
  const count = expected.filter((email) => includesEmail(emails, email)).length;
  const text = says(`then ${count} of ${expected.length} valid ones in the list`);
  return { text, evidence, isAtomic: isRefusal(exchange) ? count === 0 : undefined };
}

async function askInvalid(walk: Scene): Promise<Failure> {
  const valid = walk.nobody(601);
  const exchange = await changeTesters(walk, "add", valid, "not-an-address");
  const failure = await failureOf(walk, exchange, [valid], "with an invalid address");
  walk.notes.answer("invalidAddress", failure.text, failure.evidence);
  await removeIfThere(walk, valid, "not-an-address");
  return failure;
}

/** Where fewer fit into a call, filling a test would take too many. */
const fewestToFill = 10;

/** One place is left for two testers. */
async function askFull(walk: Scene, perCall: number | undefined): Promise<Failure | undefined> {
  if (perCall === undefined || perCall < fewestToFill) return undefined;
  for (let from = 1; from < most; from += perCall) {
    const filled = await changeTesters(
      walk,
      "add",
      ...nobodies(walk, from, Math.min(perCall, most - from)),
    );
    if (isSuccess(filled)) continue;
    await removeAll(walk, perCall);
    return { text: `filling: ${quote(filled)}`, evidence: [filled], isAtomic: undefined };
  }
  await askPages(walk);
  const last = [walk.nobody(602), walk.nobody(603)];
  const exchange = await changeTesters(walk, "add", ...last);
  const failure = await failureOf(walk, exchange, last, "with one tester above 500");
  await removeAll(walk, perCall);
  return failure;
}

/** A known tester after a new one, where that is refused. */
async function askKnownAmong(walk: Scene): Promise<Failure | undefined> {
  const [known, fresh] = [walk.nobody(604), walk.nobody(605)];
  const added = await changeTesters(walk, "add", known);
  if (!isSuccess(added)) return undefined;
  if (!walk.notes.has("pages")) await askPages(walk);
  const exchange = await changeTesters(walk, "add", fresh, known);
  const failure = await failureOf(walk, exchange, [fresh], "with a known tester");
  await removeIfThere(walk, known, fresh);
  return failure;
}

/**
 * A wrong address may be refused before anything is tried, so that it proves only one of the two answers; and where two
 * testers are too many for a call, nothing was proved.
 */
function answerAtomic(walk: Walk, perCall: number | undefined, tried: Tried): void {
  const failures = [tried.invalid, tried.full, tried.known].filter((it) => it !== undefined);
  const text = failures.map((failure) => failure.text).join("; ");
  const evidence = failures.flatMap((failure) => failure.evidence);
  const proofs = [
    tried.full?.isAtomic,
    tried.known?.isAtomic,
    tried.invalid.isAtomic === false ? false : undefined,
  ];
  const decided = proofs.filter((proof) => proof !== undefined);
  if (perCall === undefined || perCall < 2)
    walk.notes.answerElse("addIsAtomic", `a call does not take two testers; ${text}`, evidence);
  else if (decided.length === 0)
    walk.notes.answerElse("addIsAtomic", `nothing failed that proves it; ${text}`, evidence);
  else {
    const isAtomic = !decided.includes(false);
    walk.notes.answer("addIsAtomic", `${isAtomic ? "yes" : "no"}: ${text}`, evidence, isAtomic);
  }
}

interface Tried {
  readonly invalid: Failure;
  readonly full: Failure | undefined;
  readonly known: Failure | undefined;
}

async function askPages(walk: Walk): Promise<void> {
  const first = await ask(walk, "GET", "/testers?maxResults=1");
  const testers = testersIn(first);
  const next = field(first, "nextToken");
  const shape = `maxResults=1: ${quote(first)}, ${testers?.length ?? "no"} testers, isTruncated ${field(first, "isTruncated")}`;
  if (typeof next !== "string" || next === "") {
    walk.notes.answer("pages", `${shape}, no nextToken`, [first]);
    return;
  }
  const second = await ask(
    walk,
    "GET",
    `/testers?maxResults=1&nextToken=${encodeURIComponent(next)}`,
  );
  const whole = await ask(walk, "GET", "/testers");
  walk.notes.answer(
    "pages",
    `${shape}, a nextToken, which gives ${quote(second)} with ${testersIn(second)?.length ?? "no"} testers; ` +
      `without maxResults ${testersIn(whole)?.length ?? "no"} testers`,
    [first, second, whole],
  );
}

async function askSpellings(walk: Scene): Promise<void> {
  const { notes } = walk;
  const lower = walk.nobody("case");
  // Of a domain, everybody knows that its case means nothing.
  const upper = lower.replace(/^[^@]*/, (local) => local.toUpperCase());
  const first = await changeTesters(walk, "add", lower);
  const second = await changeTesters(walk, "add", upper);
  const { exchanges, emails } = await listSettled(walk);
  const evidence = [first, second, ...exchanges];
  const count = emails?.filter((email) => includesEmail([lower], email)).length;
  const text = `${quote(first)}, in capitals ${quote(second)}; then ${count ?? "no"} of them in the list`;
  const isKnown = isSuccess(first) && (isSuccess(second) || isRefusal(second));
  if (isKnown && count === 2) notes.answer("emailsAreCaseSensitive", text, evidence, true);
  else if (isKnown && count === 1) notes.answer("emailsAreCaseSensitive", text, evidence, false);
  else notes.answerElse("emailsAreCaseSensitive", text, evidence);
  await removeIfThere(walk, lower, upper);
}

/** One by one: a call may take no more than one. */
async function removeIfThere(walk: Walk, ...emails: string[]): Promise<void> {
  for (const email of emails) {
    const { emails: present = [] } = await listTesters(walk);
    if (present.includes(email)) await changeTesters(walk, "remove", email);
  }
}

/** @throws {WalkStopped} if somebody stays in the draft. */
async function removeAll(walk: Walk, perCall: number): Promise<void> {
  let refusal = "they are still listed after five removals";
  for (let tries = 0; tries < 5; tries++) {
    const { emails } = tries === 0 ? await listTesters(walk) : await listSettled(walk);
    if (!emails) throw new WalkStopped("the made-up testers could not be listed for their removal");
    if (emails.length === 0) return;
    refusal = (await removeEach(walk, emails, perCall)) ?? refusal;
  }
  throw new WalkStopped(
    `the made-up testers could not be removed (${refusal}), so the test is not started`,
  );
}

/** @returns what a removal was refused with, after which it stops: a list that lags behind names some who are gone. */
async function removeEach(
  walk: Walk,
  emails: readonly string[],
  perCall: number,
): Promise<string | undefined> {
  for (let from = 0; from < emails.length; from += perCall) {
    const removed = await changeTesters(walk, "remove", ...emails.slice(from, from + perCall));
    if (!isSuccess(removed)) return quote(removed);
  }
  return undefined;
}
