/** What the program's `SkillBetaTest` forwards to, in the process that Pulumi runs it in. */
import { createDynamicProvider } from "./pulumi/dynamic";
import { processRuntime } from "./runtime";

/** Kept in states of every version that ran: its name and methods stay as they are. */
export const skillBetaTest = createDynamicProvider(processRuntime(process.argv.at(-1)));
