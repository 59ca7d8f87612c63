/** What the simulator consists of, for its endpoints. */
import type { BetaTests } from "./betaTests";
import type { Changes } from "./changes";
import type { MovableClock } from "./clock";
import type { Faults } from "./faults";
import type { RequestLog } from "./requestLog";
import type { Skills } from "./skills";
import type { Tokens } from "./tokens";
import type { SimulatorSettings } from "./types";

export interface SimulatorParts {
  readonly betaTests: BetaTests;
  readonly changes: Changes;
  readonly clock: MovableClock;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly settings: SimulatorSettings;
  readonly skills: Skills;
  readonly tokens: Tokens;
  /** Where the state outlives the process, if anywhere. */
  readonly stateFile: string | undefined;
}
