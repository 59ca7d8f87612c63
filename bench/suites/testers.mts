/** A test with as many testers as Amazon allows. */
import { measure } from "../measure.mts";
import type { Measurement } from "../results.mts";
import { accessTokenFor } from "../stage/credentials.mts";
import { type FrontEnd, fleet } from "../stage/programs.mts";
import { createProject, type Project } from "../stage/project.mts";
import { startSimulator } from "../stage/simulator.mts";
import { target } from "../targets.mts";

const people = Array.from({ length: 500 }, (_, i) => `tester${i}@example.com`);
const changed = [...people.slice(1), "new@example.com"];

export async function testers(rounds = 5): Promise<Measurement[]> {
  const simulator = await startSimulator({ transitionDelayMs: 0 });
  const projects: Project[] = [];
  let tests = 0;
  const contender = async (frontEnd: FrontEnd) => {
    const project = await createProject(accessTokenFor(simulator.url));
    projects.push(project);
    /** Between ups of the same test, and the requests of each. */
    const up = async (prefix: string, list: readonly string[]) => {
      project.write(fleet(frontEnd, { size: 1, prefix, testers: list }));
      await simulator.requests();
      const seconds = await project.pulumi("up --yes --skip-preview");
      return { seconds, requests: (await simulator.requests()).length };
    };
    return {
      name: frontEnd,
      async run() {
        const prefix = `amzn1.ask.skill.testers${tests++}-`;
        await simulator.set({ latencyMs: 0 });
        await project.pulumi("destroy --yes --skip-preview");
        await simulator.set({ latencyMs: 50 });
        const first = await up(prefix, people);
        const same = await up(prefix, people);
        const one = await up(prefix, changed);
        return {
          value: first.seconds,
          others: {
            "its requests": first.requests,
            "up without a change (s)": same.seconds,
            "requests without a change": same.requests,
            "change of one tester (s)": one.seconds,
            "requests of that": one.requests,
          },
        };
      },
    };
  };
  const rows = await measure({
    rounds,
    contenders: [await contender("plugin"), await contender("dynamic")],
  });
  for (const project of projects) project.remove();
  await simulator.close();
  const most = (contender: string, of: string, atMost: number, text: string) =>
    target({ rows, contender, of, unit: "requests", atMost, text: `${contender}: ${text}` });
  return [
    {
      id: "testers",
      title: "500 testers",
      about:
        "One skill, as many testers as Amazon allows, 50 ms a request. Changing one tester means removing one and adding one.",
      metric: { name: "first up", unit: "s" },
      rows,
      targets: ["plugin", "dynamic"].flatMap((contender) => [
        most(contender, "requests without a change", 2, "it takes 2 requests to find no change"),
        most(
          contender,
          "requests of that",
          7,
          "it takes 7 requests to change one tester: 2 of the diff, 2 before the change, 2 changes, and 1 after them",
        ),
      ]),
    },
  ];
}
