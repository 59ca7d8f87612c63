/** The package's entry `pulumi-alexa/provider`, which the dynamic resource forwards to. */
import { onCancel } from "./pulumi/cancellation";
import { createDynamicProvider } from "./pulumi/dynamic";
import { createProvider, type Provider } from "./resource/resources";
import { processRuntime } from "./runtime";

let provider: Provider | undefined;

// States of every released version call these: their names and methods must never change.
export const skillBetaTest = createDynamicProvider(started, "SkillBetaTest");
export const skillBetaTester = createDynamicProvider(started, "SkillBetaTester");

/** One for all resources, which share what they learn of Amazon. */
function started(): Provider {
  provider ??= start();
  return provider;
}

function start(): Provider {
  const created = createProvider(processRuntime(process.argv.at(-1)));
  onCancel(() => created.session.cancel());
  return created;
}
