/** What the program's `SkillBetaTest` forwards to, in the process that Pulumi runs it in. */
import { createDynamicProvider } from "./adapters/dynamic";
import { surroundings } from "./surroundings";

/** Kept in states of every version that ran: its name and methods stay as they are. */
export const skillBetaTest = createDynamicProvider(surroundings);
