/** A hundred testers as resources of their own, next to one list of them. */
import { type Contender, measure } from "../measure.mts";
import type { Measurement } from "../results.mts";
import { accessTokenFor } from "../stage/credentials.mts";
import { type FrontEnd, fleet, nothing, testerResources as programOf } from "../stage/programs.mts";
import { createProject, type Project } from "../stage/project.mts";
import { type Simulator, startSimulator } from "../stage/simulator.mts";
import { target } from "../targets.mts";

const people = Array.from({ length: 100 }, (_, i) => `tester${i}@example.com`);
const more = [...people, "new@example.com"];

const frontEnds: readonly FrontEnd[] = ["plugin", "dynamic"];
const pulumisOwn = "a list, and 100 that do nothing";
type Program = (prefix: string, testers: readonly string[]) => string;

export async function testerResources(rounds = 3): Promise<Measurement[]> {
  const simulator = await startSimulator({ transitionDelayMs: 1000 });
  const projects: Project[] = [];
  const measurements: Measurement[] = [];
  for (const frontEnd of frontEnds) {
    const list: Program = (prefix, testers) => fleet(frontEnd, { size: 1, prefix, testers });
    const resources: Program = (prefix, testers) => programOf(frontEnd, { prefix, testers });
    const beside: Program = (prefix, testers) => list(prefix, testers) + nothing(people.length);
    const rows = await measure({
      rounds,
      contenders: [
        await contender("a list", list, simulator, projects),
        await contender(pulumisOwn, beside, simulator, projects),
        await contender("resources", resources, simulator, projects),
      ],
      baseline: pulumisOwn,
    });
    measurements.push({
      id: `tester-resources-${frontEnd}`,
      title: `100 testers as resources (${frontEnd})`,
      about:
        "One skill whose test is started in the same run, 50 ms a request, a start that takes a second. " +
        "Each resource has one tester; the list has all of them. Pulumi itself needs its time for a hundred resources: " +
        "so the list is measured beside as many dynamic ones that do nothing, too.",
      metric: { name: "first up", unit: "s" },
      rows,
      targets: [
        target({
          rows,
          contender: "resources",
          of: "ratio",
          unit: "×",
          atMost: 1.25,
          text: `${frontEnd}: at most 1.25 × a list beside as many resources that do nothing`,
          cause:
            "testers wait until the test is RUNNING, so Pulumi's own time for them follows the start; resources that do nothing do not wait",
        }),
        target({
          rows,
          contender: "resources",
          of: "lists of testers without a change",
          unit: "requests",
          atMost: 1,
          text: `${frontEnd}: one list of testers serves all of them`,
        }),
      ],
    });
  }
  for (const project of projects) project.remove();
  await simulator.close();
  return measurements;
}

let tests = 0;

async function contender(
  name: string,
  program: Program,
  simulator: Simulator,
  projects: Project[],
): Promise<Contender> {
  const project = await createProject(accessTokenFor(simulator.url));
  projects.push(project);
  const up = async (prefix: string, testers: readonly string[]) => {
    project.write(program(prefix, testers));
    await simulator.requests();
    const seconds = await project.pulumi("up --yes --skip-preview");
    const requests = await simulator.requests();
    const lists = requests.filter(
      ({ method, path }) => method === "GET" && /\/testers\b/.test(path),
    ).length;
    return { seconds, requests: requests.length, lists };
  };
  return {
    name,
    async run() {
      const prefix = `amzn1.ask.skill.resources${tests++}-`;
      await simulator.set({ latencyMs: 0 });
      await project.pulumi("destroy --yes --skip-preview");
      await simulator.set({ latencyMs: 50 });
      const first = await up(prefix, people);
      const same = await up(prefix, people);
      const one = await up(prefix, more);
      return {
        value: first.seconds,
        others: {
          "its requests": first.requests,
          "up without a change (s)": same.seconds,
          "lists of testers without a change": same.lists,
          "one more tester (s)": one.seconds,
          "requests of that": one.requests,
        },
      };
    },
  };
}
