import { createProject, type Project } from "./project";
import { environmentFor, startTestSimulator, type TestSimulator } from "./simulator";

export interface Stage {
  simulator: TestSimulator;
  project: Project;
}

/** A simulator and a project on it, removed when the file's tests are over. */
export function stage(environment?: (url: string) => Record<string, string>): Stage {
  const made = {} as Stage;
  beforeAll(async () => {
    made.simulator = await startTestSimulator({ transitionDelayMs: 100 });
    made.project = await createProject((environment ?? environmentFor)(made.simulator.url));
  });
  afterAll(async () => {
    await made.project?.remove();
    await made.simulator?.close();
  });
  return made;
}
