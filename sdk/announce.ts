/**
 * Tells the providers of this run what the program is going to declare. The engine asks them about a resource only once
 * it is registered, but can delete its predecessor before that: with `replaceWith`, because another one is deleted first.
 */
import { randomUUID } from "node:crypto";
import type { Client } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { SharedDeclarations } from "../provider/resource/declarations";

/** By the client of the engine: a process can run several programs, even at the same time. */
const runs = new WeakMap<object, SharedDeclarations>();
/** Not that of an inline program, a component's provider or a policy pack, which does not end with the program. */
const isProgramsProcess = /@pulumi[\\/]pulumi[\\/]cmd[\\/]run(?![\w-])/.test(process.argv[1] ?? "");
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

/** Right after its constructor has registered it: a constructor that throws declares nothing. */
export function announce(name: string, skillId: pulumi.Input<string> | undefined): void {
  const declarations = declarationsOfRun();
  if (!declarations) return;
  // The program may continue after it seemed to be over.
  if (declarations === own) own.programStarts();
  // A program can load several copies of this module: the two front ends, and those of component packages.
  const preview = pulumi.runtime.isDryRun();
  const announcer = { id: randomUUID(), name, title: `"${name}"`, preview };
  if (typeof skillId === "string") {
    declarations.announce({ ...announcer, owned: skillId });
  } else {
    declarations.announce(announcer);
    pulumi.output(skillId).apply((owned) => declarations.announce({ ...announcer, owned }));
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
