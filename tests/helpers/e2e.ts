/** The stage of an end-to-end test: a simulator, and a Pulumi project that uses it. */
import type { SimulatorOptions } from "../../simulator";
import { createProject, type FrontEnd, type Project } from "./project";
import { environmentFor, startTestSimulator, type TestSimulator } from "./simulator";

export interface Stage {
  simulator: TestSimulator;
  project: Project;
}

/** A simulator and a project on it, removed when the file's tests are over. */
export function stage(
  environment: (url: string) => Record<string, string> = environmentFor,
  frontEnd?: FrontEnd,
  options: SimulatorOptions = {},
): Stage {
  const made = {} as Stage;
  beforeAll(async () => {
    made.simulator = await startTestSimulator({ transitionDelayMs: 100, ...options });
    made.project = await createProject(environment(made.simulator.url), frontEnd);
  });
  afterAll(async () => {
    await made.project?.remove();
    await made.simulator?.close();
  });
  return made;
}

/** What Amazon was asked to change since it was last looked at. */
export async function changesSeenBy({ simulator }: Stage) {
  return (await simulator.requests()).filter((request) => !request.startsWith("GET"));
}
