/** What must never be, whatever programs, people and faults do; told from what Amazon got and sent. */
import { normalize } from "../../provider/betaTest/emails";
import type { Kept } from "./frontEnds";
import { urnOf } from "./frontEnds";
import { desiredStatusOf, type Program, personOf, testersIn, testsIn } from "./program";

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

export interface Mail {
  readonly skillId: string;
  readonly emailId: string;
  readonly kind: string;
}

/** A rule was broken. */
export class Violation extends Error {}

/**
 * A test that the program of an `up` wants open is not ended by it.
 *
 * @param managed the skills that the state had before.
 * @param targets those that `--target` names: of the others nothing is heard.
 */
export function assertNothingEnded(
  requests: readonly Request[],
  program: Program,
  managed: readonly string[],
  targets?: readonly string[],
): void {
  const tests = testsIn(program);
  const heard = heardOf(tests, targets);
  for (const { path } of requests) {
    const skillId = /^\/v1\/skills\/(.+)\/betaTest\/end$/.exec(path)?.[1];
    const owners = heard.filter((resource) => resource.args.skillId === skillId);
    const isWanted = owners.some(
      (owner) =>
        desiredStatusOf(owner) !== "ENDED" && !owner.ignoreChanges?.includes("desiredStatus"),
    );
    // Of two that declare it, the first is heard before anybody knows of the second.
    const isAskedFor = owners.some((owner) => desiredStatusOf(owner) === "ENDED");
    // With deleteBeforeReplace, a resource is deleted before later ones are declared: documented.
    const isDeletedFirst = tests.some(
      ({ deleteBeforeReplace, args }) =>
        deleteBeforeReplace && args.skillId !== skillId && managed.includes(String(skillId)),
    );
    if (isWanted && !isAskedFor && !isDeletedFirst)
      throw new Violation(`${skillId} was ended, which the program declares.`);
  }
}

/**
 * @param invited who had an invitation to a test that was there before, as {@link keyOf} tells them.
 * @returns how many invitations there were.
 */
export function assertNobodyInvitedTwice(
  mails: readonly Mail[],
  requests: readonly Request[],
  invited: readonly string[],
): number {
  // A create, even one whose answer was lost, opens a test to which everybody is new.
  const created = requests.filter(({ method }) => method === "POST").map(({ path }) => path);
  const present = new Set(
    invited.filter((key) => !created.includes(pathOf(key.split(" ")[0] as string))),
  );
  let invitations = 0;
  for (const mail of mails) {
    const key = keyOf(mail);
    if (mail.kind === "access end") present.delete(key);
    if (mail.kind !== "invitation") continue;
    invitations++;
    if (present.has(key)) throw new Violation(`${key} was invited twice.`);
    present.add(key);
  }
  return invitations;
}

/**
 * Nobody is removed but by a list, or by the delete of a resource whose tester the program does not declare any more.
 *
 * @param managed what the state had before.
 */
export function assertNobodyRemoved(
  requests: readonly Request[],
  program: Program,
  managed: readonly Pick<Kept, "outputs">[],
): void {
  const declared = testersIn(program).map(personOf);
  const known = managed.map(({ outputs }) => keyOfTester(outputs));
  const lists = [...program.map(({ args }) => args), ...managed.map(({ outputs }) => outputs)];
  for (const { path, body } of requests) {
    const skillId = /^\/v1\/skills\/(.+)\/betaTest\/testers\/remove$/.exec(path)?.[1];
    if (!skillId || lists.some((args) => args.skillId === skillId && args.testers !== undefined))
      continue;
    for (const { emailId } of (body as { testers: { emailId: string }[] }).testers) {
      const key = keyOfTester({ skillId, email: emailId });
      if (declared.includes(key))
        throw new Violation(`${key} was removed, and the program declares this tester.`);
      if (!known.includes(key)) throw new Violation(`${key} was removed, and was in no state.`);
    }
  }
}

function keyOfTester({ skillId, email }: Readonly<Record<string, unknown>>): string {
  return `${skillId} ${normalize(String(email))}`;
}

export function assertNothingChanged(requests: readonly Request[]): void {
  const change = requests.find(
    ({ method, path }) => method !== "GET" && !path.startsWith("/auth/"),
  );
  if (change) throw new Violation(`A look changed something: ${change.method} ${change.path}.`);
}

export function isDeclaredTwice(program: Program, targets?: readonly string[]): boolean {
  const heard = heardOf(program, targets);
  const skills = testsIn(heard).map(({ args }) => args.skillId);
  const people = testersIn(heard).map(personOf);
  const lists = testsIn(heard).filter(
    ({ args, ignoreChanges }) => args.testers !== undefined && !ignoreChanges?.includes("testers"),
  );
  const areListed = testersIn(heard).some((tester) =>
    lists.some(({ args }) => args.skillId === tester.args.skillId),
  );
  return areListed || new Set(skills).size < skills.length || new Set(people).size < people.length;
}

/** How many people a preview says that the up after it will reach; undefined where a line says it of nobody. */
export function numbersIn(
  lines: readonly string[],
): { invited: number; losing: number } | undefined {
  const isUnsaid = /its testers will be|all testers|cannot say|unless Amazon/;
  if (lines.some((line) => isUnsaid.test(line))) return undefined;
  const sum = (pattern: RegExp, of = lines) =>
    of.reduce((all, line) => all + Number(pattern.exec(line)?.[1] ?? 0), 0);
  // Nobody has access to a draft, and so nobody loses it.
  const open = lines.filter((line) => !line.includes("beta test is IN_DRAFT"));
  return {
    invited: sum(/(\d+) testers? will be invited/),
    losing: sum(/(\d+) testers? will be removed/, open) + sum(/(\d+) testers? will lose access/),
  };
}

export function peopleIn(mails: readonly Mail[], kind: string): number {
  return new Set(mails.filter((mail) => mail.kind === kind).map(keyOf)).size;
}

export function keyOf({ skillId, emailId }: Omit<Mail, "kind">): string {
  return `${skillId} ${emailId.toLowerCase()}`;
}

export function pathOf(skillId: string): string {
  return `/v1/skills/${skillId}/betaTest`;
}

function heardOf(program: Program, targets?: readonly string[]): Program {
  return program.filter((resource) => !targets || targets.includes(urnOf(resource)));
}
