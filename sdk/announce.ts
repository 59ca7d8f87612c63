/**
 * Tells the providers of this run what the program is going to declare. The engine asks them about a resource only once
 * it is registered, but can delete its predecessor before that: with `replaceWith`, because another one is deleted first.
 */
import { randomUUID } from "node:crypto";
import type { Client } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { SharedDeclarations } from "../provider/resource/ownership";

/** By the engine's address: a process can run several programs, even at the same time. */
const runs = new Map<string, SharedDeclarations>();
/** Not of an inline program, whose process does not end with it. */
const isProgramsProcess = /@pulumi[\\/]pulumi[\\/]cmd[\\/]run\b/.test(process.argv[1] ?? "");

announceProgram();

function announceProgram(): void {
  const engine = isProgramsProcess && engineAddress();
  if (engine) declarationsOf(engine).programStarts();
}

export function announce(name: string, skillId: pulumi.Input<string> | undefined): void {
  const engine = engineAddress();
  if (!engine) return;
  const declarations = declarationsOf(engine);
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

function declarationsOf(engine: string): SharedDeclarations {
  const present = runs.get(engine);
  if (present) return present;
  if (runs.size === 0) {
    process.once("exit", () => {
      for (const each of runs.values()) each.end();
    });
  }
  const declarations = new SharedDeclarations(engine);
  runs.set(engine, declarations);
  return declarations;
}

/** As the engine tells it to its providers; undefined without one, as in a unit test. */
function engineAddress(): string | undefined {
  const engine = pulumi.runtime.getEngine() as Partial<Client> | undefined;
  return engine
    ?.getChannel?.()
    .getTarget()
    .replace(/^\w+:\/*/, "");
}
