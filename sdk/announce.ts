/**
 * Tells the providers of this run what the program is going to declare. The engine asks them about a resource only once
 * it is registered, but can delete its predecessor before that: with `replaceWith`, because another one is deleted first.
 */
import { randomUUID } from "node:crypto";
import type { Client } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { type Declared, SharedDeclarations, testerId } from "../provider/resource/declarations";
import type { SkillBetaTestArgs, SkillBetaTesterArgs } from "./types";

/** By the client of the engine: a process can run several programs, even at the same time. */
const runs = new WeakMap<object, SharedDeclarations>();
/** Not that of an inline program, a component's provider or a policy pack, which does not end with the program. */
// Not by the package's folder, which has another name where it is linked, or in a store.
const isProgramsProcess = /[\\/]cmd[\\/]run(?:[\\/]index(?:\.js)?)?$/.test(process.argv[1] ?? "");
/** Those of the program itself, and not of what it runs inline. */
const own = isProgramsProcess ? declarationsOfRun() : undefined;
if (own) {
  own.programStarts();
  const end = () => own.programEnds();
  // Before those of the program, which may exit at once.
  process.prependListener("exit", end);
  // Nothing is left to do but to wait for the engine: Pulumi's runtime keeps the process until its last delete is done.
  process.on("beforeExit", end);
}

export interface Announced extends Omit<Declared, "owned"> {
  readonly isTester?: boolean;
  /** Undefined if an argument is not what it should be: then the provider refuses it. */
  readonly owned: pulumi.Input<string | undefined>;
}

export function announcedTest(args: Partial<SkillBetaTestArgs> = {}): Announced {
  const { skillId, testers, desiredStatus } = args;
  return {
    owned: skillId,
    listsTesters: testers !== undefined,
    // It may turn out to be no list.
    ...(testers !== undefined && !Array.isArray(testers) && { mayListNobody: true }),
    ...(typeof desiredStatus === "string" && { desiredStatus }),
  };
}

export function announcedTester(args: Partial<SkillBetaTesterArgs> = {}): Announced {
  const { email } = args;
  const skillId = skillBehind(args.skillId) ?? args.skillId;
  // Never the address itself, which may be secret.
  const idOf = (skillId: unknown, email: unknown) =>
    typeof skillId === "string" && typeof email === "string" ? testerId(skillId, email) : undefined;
  const owned =
    idOf(skillId, email) ??
    pulumi.output({ skillId, email }).apply(({ skillId, email }) => idOf(skillId, email));
  return { owned, isTester: true };
}

/** The skills of the beta tests that this copy of the package has declared. */
const skills = new WeakMap<object, string>();

/** Of `betaTest.skillId`, which Pulumi resolves only once the test is there. */
function skillBehind(skillId: unknown): string | undefined {
  const { resources } = (skillId ?? {}) as { resources?: () => Iterable<object> };
  if (!pulumi.Output.isInstance(skillId) || typeof resources !== "function") return undefined;
  const [first, ...others] = resources.call(skillId);
  return first && others.length === 0 ? skills.get(first) : undefined;
}

/** Right after its constructor has registered it: a constructor that throws declares nothing. */
export function announce(
  name: string,
  { owned, ...announced }: Announced,
  resource?: pulumi.Resource,
): void {
  if (resource && typeof owned === "string" && !announced.isTester) skills.set(resource, owned);
  const declarations = declarationsOfRun();
  if (!declarations) return;
  // The program may continue after it seemed to be over.
  if (declarations === own) own.programStarts();
  // A program can load several copies of this module: the two front ends, and those of component packages.
  const preview = pulumi.runtime.isDryRun();
  const announcer = { id: randomUUID(), name, title: `"${name}"`, preview, ...announced };
  if (typeof owned === "string") {
    declarations.announce({ ...announcer, owned });
  } else {
    declarations.announce(announcer);
    pulumi.output(owned).apply((owned) => {
      if (owned !== undefined) declarations.announce({ ...announcer, owned });
    });
  }
}

/** Undefined without an engine, as in a unit test. */
function declarationsOfRun(): SharedDeclarations | undefined {
  const engine = pulumi.runtime.getEngine() as Partial<Client> | undefined;
  const address = addressOf(engine);
  if (!engine || !address) return undefined;
  const present = runs.get(engine);
  if (present) return present;
  const declarations = new SharedDeclarations(address);
  runs.set(engine, declarations);
  return declarations;
}

/** As the engine tells it to its providers. */
function addressOf(engine: Partial<Client> | undefined): string | undefined {
  return engine
    ?.getChannel?.()
    .getTarget()
    .replace(/^\w+:\/*/, "");
}
