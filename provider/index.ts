/** What the program's `SkillBetaTest` forwards to, in the process that Pulumi runs it in. */
import { createDynamicProvider } from "./pulumi/dynamic";
import { createProvider, type Provider } from "./resource/provider";
import { processRuntime } from "./runtime";

let provider: Provider | undefined;

/** Kept in states of every version that ran: its name and methods stay as they are. */
export const skillBetaTest = createDynamicProvider(() => {
  provider ??= createProvider(processRuntime(process.argv.at(-1)));
  return provider;
}, "SkillBetaTest");
