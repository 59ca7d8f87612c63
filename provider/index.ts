/** The package's entry `pulumi-alexa/provider`, which the dynamic resource forwards to. */
import { onCancel } from "./pulumi/cancellation";
import { createDynamicProvider } from "./pulumi/dynamic";
import { createProvider, type Provider } from "./resource/resources";
import { processRuntime } from "./runtime";

let provider: Provider | undefined;

/** States of every released version call this: its name and methods must never change. */
export const skillBetaTest = createDynamicProvider(() => {
  provider ??= start();
  return provider;
}, "SkillBetaTest");

function start(): Provider {
  const started = createProvider(processRuntime(process.argv.at(-1)));
  onCancel(() => started.session.cancel());
  return started;
}
