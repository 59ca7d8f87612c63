/**
 * Tells the providers of this run what the program is going to declare. The engine asks them about a resource only once
 * it is registered, but can delete its predecessor before that: with `replaceWith`, because another one is deleted first.
 */
import type { Client } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { SharedDeclarations } from "../provider/resource/ownership";

let declarations: SharedDeclarations | undefined;
let engineOfDeclarations: string | undefined;
let count = 0;

export function announce(name: string, skillId: pulumi.Input<string> | undefined): void {
  const shared = declarationsOfRun();
  if (!shared) return;
  const announcer = { id: `announced ${++count}`, name, title: `"${name}"` };
  if (typeof skillId === "string") {
    shared.announce({ ...announcer, owned: skillId });
  } else {
    shared.announce(announcer);
    pulumi.output(skillId).apply((owned) => shared.announce({ ...announcer, owned }));
  }
}

/** Undefined without an engine, as in a unit test. */
function declarationsOfRun(): SharedDeclarations | undefined {
  const engine = engineAddress();
  if (!engine) return undefined;
  // A process can run several programs, one after another.
  if (!declarations || engine !== engineOfDeclarations) {
    const started = new SharedDeclarations(engine);
    process.once("exit", () => started.end());
    declarations = started;
    engineOfDeclarations = engine;
  }
  return declarations;
}

/** As the engine tells it to its providers. */
function engineAddress(): string | undefined {
  const engine = pulumi.runtime.getEngine() as Partial<Client> | undefined;
  return engine
    ?.getChannel?.()
    .getTarget()
    .replace(/^\w+:\/*/, "");
}
