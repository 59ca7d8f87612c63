/** What the run is told by the environment: `make` passes its variables on. */
import { emailPattern, sameEmail } from "../../provider/betaTest/emails.ts";
import { checkInputs } from "../../provider/resource/skillBetaTest/inputs.ts";

export interface Inputs {
  readonly skillId: string;
  /** Who is mailed: an address of the person who runs it. */
  readonly tester: string;
  /** A second address of the same person. */
  readonly tester2: string;
  /** A skill that exists and belongs to somebody else, if one is known. */
  readonly foreignSkill?: string | undefined;
  readonly out: string;
  /** Whether nobody is to be asked before people are mailed. */
  readonly isAgreed: boolean;
  readonly runsProvider: boolean;
}

/** Each line of the message says which input, its rule, and how to set it. */
export class InputError extends Error {
  override readonly name = "InputError";
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {InputError} which names all that is wrong. */
export function readInputs(environment: Environment, nowMs: number): Inputs {
  const read = (name: string) => environment[name]?.trim() || undefined;
  const tester = read("TESTER") ?? "";
  const inputs = {
    skillId: read("SKILL_ID") ?? "",
    tester,
    tester2: read("TESTER2") ?? plusAddress(tester),
    foreignSkill: read("FOREIGN_SKILL"),
    out: read("OUT") ?? `acceptance-${new Date(nowMs).toISOString().slice(0, 10)}.md`,
    isAgreed: read("YES") === "1",
    runsProvider: read("PROVIDER") !== "no",
  };
  const problems = [
    ...problemsOf(inputs),
    ...switchProblem("YES", read("YES"), "1"),
    ...switchProblem("PROVIDER", read("PROVIDER"), "no"),
  ];
  if (problems.length > 0) throw new InputError(problems.join("\n"));
  return inputs;
}

/** `me@example.com` becomes `me+2@example.com`, which most providers deliver to the same person. */
export function plusAddress(address: string): string {
  return address.replace(/(\+[^@]*)?@/, (_, tag = "") => `${tag || "+"}2@`);
}

function problemsOf({ skillId, tester, tester2, foreignSkill }: Inputs): string[] {
  return [
    ...skillProblem("SKILL_ID", skillId, "Set it to a skill of yours without a beta test"),
    ...addressProblem("TESTER", tester),
    ...(tester ? addressProblem("TESTER2", tester2) : []),
    ...(tester && sameEmail(tester, tester2)
      ? ["TESTER2 must be another address than TESTER. Set TESTER2=another@your.domain."]
      : []),
    ...(foreignSkill === undefined
      ? []
      : [
          ...skillProblem("FOREIGN_SKILL", foreignSkill, "Set it to a published skill of others"),
          ...(foreignSkill === skillId
            ? ["FOREIGN_SKILL must be another skill than SKILL_ID. Remove it, or name another."]
            : []),
        ]),
  ];
}

function skillProblem(name: string, skillId: string, fix: string): string[] {
  const reason = checkInputs({ skillId: skillId || undefined })[0]?.reason;
  if (!reason) return [];
  return [`${reason.replace(/^skillId/, name)}. ${fix}: make acceptance ${name}=amzn1.ask.skill.…`];
}

function addressProblem(name: string, address: string): string[] {
  if (emailPattern.test(address)) return [];
  const problem = address === "" ? "is missing: it must" : "must";
  return [
    `${name} ${problem} be an e-mail address, such as name@example.com. ` +
      `Set it to one of your own, which Amazon will mail: make acceptance ${name}=me@example.com`,
  ];
}

function switchProblem(name: string, value: string | undefined, on: string): string[] {
  if (value === undefined || value === on) return [];
  return [`${name} must be "${on}", or not set. Remove it, or set ${name}=${on}.`];
}
