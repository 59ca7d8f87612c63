/** The package's entry `pulumi-alexa/provider`, which the dynamic resource forwards to. */
import { createDynamicProvider } from "./pulumi/dynamic";
import { createProvider, type Provider } from "./resource/resources";
import { processRuntime } from "./runtime";

let provider: Provider | undefined;

/** States of every released version call this: its name and methods must never change. */
export const skillBetaTest = createDynamicProvider(() => {
  provider ??= createProvider(processRuntime(process.argv.at(-1)));
  return provider;
}, "SkillBetaTest");
