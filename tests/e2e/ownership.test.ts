/** A skill has one owner: what only moves in a program moves no beta test, and what leaves it ends one. */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Stage, stage } from "../helpers/e2e";
import { testOnLinux } from "../helpers/onLinux";
import { isPlugin, isProvider, kill, type Running, until } from "../helpers/processes";
import { createProject, type FrontEnd, type Project, type Run } from "../helpers/project";
import { environmentFor, type Mail } from "../helpers/simulator";

const frontEnds = ["dynamic", "plugin"] as const;
const types: Record<FrontEnd, string> = {
  dynamic: "pulumi-nodejs:dynamic/alexa:SkillBetaTest",
  plugin: "alexa:index:SkillBetaTest",
};
const urn = (frontEnd: FrontEnd, name: string) =>
  `urn:pulumi:test::test::${types[frontEnd]}::${name}`;
const idOf = (skill: string) => `amzn1.ask.skill.${skill}`;

interface Declaration {
  args?: object;
  /** JavaScript. */
  options?: string;
  /** The module that the class comes from. */
  from?: string;
}

/** A resource in a program. */
function declare(
  name: string,
  skill: string,
  { args, options = "{}", from = "alexa" }: Declaration = {},
): string {
  const all = JSON.stringify({ skillId: idOf(skill), testers: ["ada@example.com"], ...args });
  return `new ${from}.SkillBetaTest("${name}", ${all}, ${options});`;
}

/** What came of a run: what it printed, and by skill, what Amazon was told and who it mailed. */
interface Outcome {
  output: string;
  of(skill: string): string[];
}

/** @param run gives back what it printed, where it fails. */
async function outcomeOf({ simulator }: Stage, run: () => Promise<Run | string>): Promise<Outcome> {
  const mails = () => simulator.ask<Mail[]>("GET", "/mails");
  const earlier = (await mails()).length;
  await simulator.requests();
  const ran = await run();
  const changes = (await simulator.logged()).filter(({ method }) => method !== "GET");
  const mailed = (await mails()).slice(earlier);
  return {
    output: typeof ran === "string" ? ran : ran.output,
    of: (skill) => [
      ...changes
        .filter(({ path }) => path.includes(`/${idOf(skill)}/`))
        .map(({ method, path }) => `${method} ${path.slice(path.indexOf("/betaTest"))}`),
      ...mailed
        .filter(({ skillId }) => skillId === idOf(skill))
        .map(({ kind, emailId }) => `${kind} ${emailId}`),
    ],
  };
}

const started = [
  "POST /betaTest",
  "POST /betaTest/testers/add",
  "POST /betaTest/start",
  "invitation ada@example.com",
];
const endedOnce = ["POST /betaTest/end", "access end ada@example.com"];

function expectOf(outcome: Outcome, skills: readonly string[], each: readonly string[]) {
  const seen = Object.fromEntries(skills.map((skill) => [skill, outcome.of(skill)]));
  expect(seen).toEqual(Object.fromEntries(skills.map((skill) => [skill, each])));
}

/** One line of what was printed says that the old resource went and the skill's test did not. */
function expectToSayThatItStays({ output }: Outcome, skill: string) {
  const line = new RegExp(`left as it is.*\\(skill ${skill}\\)`);
  expect(output.split("\n")).toContainEqual(expect.stringMatching(line));
}

interface Move {
  /** Whose beta tests must not notice that the engine deletes a resource about them. */
  skills: string[];
  before: string[];
  after: string[];
  /** Where the engine deletes nothing in this move, so that there is nothing to say. */
  updatedBy?: FrontEnd;
}

const deleteFirst = { options: "{ deleteBeforeReplace: true }" };
const onChange = { options: `{ replaceOnChanges: ["adopt"] }` };
const onChangeDeleteFirst = {
  options: `{ replaceOnChanges: ["adopt"], deleteBeforeReplace: true }`,
};
const moves: Record<string, Move> = {
  "renaming a resource": {
    skills: ["renamed"],
    before: [declare("renamed-old", "renamed")],
    after: [declare("renamed-new", "renamed")],
  },
  "moving a resource into a component": {
    skills: ["in-component"],
    before: [declare("child", "in-component")],
    after: [
      `const group = new pulumi.ComponentResource("test:index:Group", "group");`,
      declare("child", "in-component", { options: "{ parent: group }" }),
    ],
  },
  "`pulumi up --replace`": {
    skills: ["replaced"],
    before: [declare("replaced", "replaced")],
    after: [declare("replaced", "replaced")],
  },
  "`pulumi state taint`": {
    skills: ["tainted"],
    before: [declare("tainted", "tainted")],
    after: [declare("tainted", "tainted")],
  },
  "`pulumi up --replace` of what is deleted before it is replaced": {
    skills: ["replaced-early"],
    before: [declare("replaced-early", "replaced-early", deleteFirst)],
    after: [declare("replaced-early", "replaced-early", deleteFirst)],
  },
  // A dynamic resource does not say which property has changed: the engine updates it all the same.
  replaceOnChanges: {
    skills: ["on-change"],
    before: [declare("on-change", "on-change", onChange)],
    after: [declare("on-change", "on-change", { args: { adopt: true }, ...onChange })],
    updatedBy: "dynamic",
  },
  "replaceOnChanges with deleteBeforeReplace": {
    skills: ["on-change-early"],
    before: [declare("on-change-early", "on-change-early", onChangeDeleteFirst)],
    after: [
      declare("on-change-early", "on-change-early", {
        args: { adopt: true },
        ...onChangeDeleteFirst,
      }),
    ],
    updatedBy: "dynamic",
  },
  "swapping the skills of two resources": {
    skills: ["swapped-a", "swapped-b"],
    before: [declare("left", "swapped-a"), declare("right", "swapped-b")],
    after: [declare("left", "swapped-b"), declare("right", "swapped-a")],
  },
  "giving a resource the skill of one that goes": {
    skills: ["inherited"],
    before: [declare("heir", "given-up"), declare("testator", "inherited")],
    after: [declare("heir", "inherited")],
  },
};

describe.each(frontEnds)("%s", (frontEnd) => {
  const on = stage(environmentFor, frontEnd);
  const lines = (part: "before" | "after") => Object.values(moves).flatMap((move) => move[part]);
  let elsewhere: Project;
  let dropped: Outcome;
  let moved: Outcome;
  let preview: Run;
  let removed: Outcome;
  let handedOver: Outcome;
  let destroyed: Outcome;

  beforeAll(async () => {
    const { simulator, project } = on;
    elsewhere = await createProject(environmentFor(simulator.url), frontEnd);

    const twice = resolve(__dirname, `../fixtures/state-of-0.1.0-${frontEnd}-twice.json`);
    await project.stack.importStack(JSON.parse(readFileSync(twice, "utf8")));
    await simulator.change(idOf("twice"), { status: "RUNNING", testers: ["ada@example.com"] });
    const kept = declare("new", "twice");
    const retained = (options: string) => declare("retained", "retained", { options });
    const leaving = declare("leaving", "leaving");
    const write = (...program: string[]) => project.write([kept, ...program].join("\n"));

    write(
      ...lines("before"),
      declare("aliased-old", "aliased"),
      declare("forgotten", "forgotten"),
      retained("{}"),
      leaving,
      declare("changed", "first"),
      declare("changed-early", "first-early", deleteFirst),
    );
    dropped = await outcomeOf(on, project.up);

    await project.pulumi("state", "taint", urn(frontEnd, "tainted"), "--yes");
    await project.pulumi("state", "delete", urn(frontEnd, "forgotten"), "--yes");
    const after = [
      ...lines("after"),
      declare("aliased-new", "aliased", { options: `{ aliases: [{ name: "aliased-old" }] }` }),
    ];
    write(
      ...after,
      retained("{ retainOnDelete: true }"),
      leaving,
      declare("changed", "first"),
      declare("changed-early", "first-early", deleteFirst),
    );
    const replace = ["replaced", "replaced-early"].map((name) => urn(frontEnd, name));
    moved = await outcomeOf(on, () => project.up({ replace }));
    preview = await project.preview();

    write(
      ...after,
      declare("changed", "second"),
      declare("changed-early", "second-early", deleteFirst),
    );
    removed = await outcomeOf(on, project.up);

    elsewhere.write([declare("taken", "forgotten"), declare("over", "retained")].join("\n"));
    handedOver = await outcomeOf(on, elsewhere.up);
    destroyed = await outcomeOf(on, () => project.destroy({ runProgram: true }));
  }, 240_000);
  afterAll(() => elsewhere?.remove());

  test("dropping one of two declarations of a skill leaves its test alone, and says so", () => {
    expect(dropped.of("twice")).toEqual([]);
    expect(moved.of("twice")).toEqual([]);
    expectToSayThatItStays(dropped, "twice");
  });

  test.each(Object.keys(moves))("%s leaves the test alone, and says so", (move) => {
    const { skills, updatedBy } = moves[move] as Move;
    expectOf(moved, skills, []);
    if (updatedBy === frontEnd) return;
    for (const skill of skills) expectToSayThatItStays(moved, skill);
  });

  test("renaming a resource with an alias leaves the test alone", () => {
    expect(moved.of("aliased")).toEqual([]);
  });

  test("after all these moves there is nothing to do", () => {
    expect(preview.changes).toEqual({ same: 18 });
  });

  test("removing a resource ends its test, once", () => {
    expect(removed.of("leaving")).toEqual(endedOnce);
    expect(moved.of("given-up")).toEqual(endedOnce);
  });

  test("another skillId ends the old skill's test, once, and starts the new one's", () => {
    expectOf(removed, ["first", "first-early"], endedOnce);
    expectOf(removed, ["second", "second-early"], started);
  });

  test("a stack that forgets or retains a test hands it over to another", () => {
    for (const outcome of [moved, removed, handedOver, destroyed])
      expectOf(outcome, ["forgotten", "retained"], []);
  });

  test("`pulumi destroy --run-program` ends every test that is left, once", () => {
    const skills = ["twice", "aliased", "second", "second-early"];
    skills.push(...Object.values(moves).flatMap((move) => move.skills));
    expectOf(destroyed, skills, endedOnce);
  });
});

/** A program that has both front ends at hand. */
const both = (...program: string[]) =>
  [`const dynamic = alexa, plugin = require("pulumi-alexa/plugin");`, ...program].join("\n");

/** The program continues after a resource that fails, so the engine comes to its deletes. */
const recovered = (declaration: string) =>
  `for (const output of Object.values(${declaration.replace(/;$/, "")}))
     if (pulumi.Output.isInstance(output)) pulumi.recover(output, () => "");`;

describe("with both front ends in one program", () => {
  const on = stage();
  const ways: readonly (readonly [from: FrontEnd, to: FrontEnd])[] = [
    ["dynamic", "plugin"],
    ["plugin", "dynamic"],
  ];
  const kinds = ["same", "renamed", "aliased"];
  let moved: Outcome;
  let preview: Run;
  let refused: Outcome;
  let differing: Outcome;
  let destroyed: Outcome;

  beforeAll(async () => {
    const { simulator, project } = on;
    const before = ways.flatMap(([from, to]) =>
      kinds.map((kind) => declare(`old-${kind}-to-${to}`, `${kind}-to-${to}`, { from })),
    );
    const provided = (name: string) =>
      declare(name, "provided", {
        from: "plugin",
        options: `{ provider: new plugin.Provider("of-${name}") }`,
      });
    before.push(provided("old-provided"));
    const after = ways.flatMap(([, from]) => [
      declare(`old-same-to-${from}`, `same-to-${from}`, { from }),
      declare(`new-renamed-to-${from}`, `renamed-to-${from}`, { from }),
      declare(`new-aliased-to-${from}`, `aliased-to-${from}`, {
        from,
        options: `{ aliases: [{ name: "old-aliased-to-${from}" }] }`,
      }),
    ]);
    after.push(provided("new-provided"));
    const old = (skill: string) =>
      frontEnds.map((from) => declare(`${from}-${skill}-old`, `${from}-${skill}`, { from }));
    const renamed = (skill: string, args: object) =>
      frontEnds.map((from) =>
        recovered(declare(`${from}-${skill}-new`, `${from}-${skill}`, { from, args })),
      );
    const goOn = () => project.failing(() => project.up({ continueOnError: true }));

    project.write(both(...before, ...old("refused"), ...old("differing"), ...old("leaving")));
    await project.up();
    project.write(both(...after, ...old("refused"), ...old("differing"), ...old("leaving")));
    moved = await outcomeOf(on, project.up);
    preview = await project.preview();

    for (const from of frontEnds) {
      const path = `${idOf(`${from}-refused`)}/betaTest`;
      const answer = { kind: "status", status: 400 } as const;
      await simulator.injectFault({ method: "PUT", path, answer });
    }
    const feedbackEmail = "f@example.com";
    project.write(
      both(...after, ...renamed("refused", { feedbackEmail, adopt: true }), ...old("differing")),
    );
    refused = await outcomeOf(on, goOn);
    project.write(both(...after, ...renamed("differing", { testers: ["grace@example.com"] })));
    differing = await outcomeOf(on, goOn);
    destroyed = await outcomeOf(on, project.destroy);
  }, 240_000);

  test.each(ways)("a resource goes from %s to %s with its test, renamed or not", (_from, to) => {
    const skills = kinds.map((kind) => `${kind}-to-${to}`);
    expectOf(moved, skills, []);
    expectToSayThatItStays(moved, `renamed-to-${to}`);
  });

  test("a resource gets a new name and a new Provider, and its test is left alone", () => {
    expect(moved.of("provided")).toEqual([]);
    expectToSayThatItStays(moved, "provided");
  });

  test("after all these moves there is nothing to do", () => {
    expect(preview.changes).toEqual({ same: 15 });
  });

  test.each(frontEnds)(
    "with --continue-on-error, a new name that cannot be created ends no test (%s)",
    (frontEnd) => {
      expect(refused.of(`${frontEnd}-refused`)).toEqual(["PUT /betaTest"]);
      expect(differing.of(`${frontEnd}-differing`)).toEqual([]);
      // The engine did come to its deletes.
      expect(refused.of(`${frontEnd}-leaving`)).toEqual(endedOnce);
    },
  );

  test("`pulumi destroy` ends every test, once", () => {
    const skills = ways.flatMap(([, to]) => kinds.map((kind) => `${kind}-to-${to}`));
    skills.push("provided");
    expectOf(destroyed, skills, endedOnce);
  });
});

describe.each(
  frontEnds.flatMap((frontEnd) =>
    (["SIGKILL", "SIGTERM"] as const).map((signal) => [frontEnd, signal] as const),
  ),
)("a provider that is killed after it has declared a skill (%s, %s)", (frontEnd, signal) => {
  const on = stage();
  const killed: Record<FrontEnd, (process: Running) => boolean> = {
    dynamic: isProvider,
    plugin: isPlugin,
  };
  const grace = { adopt: true, testers: ["ada@example.com", "grace@example.com"] };
  /** As a language would whose SDK announces nothing: only the provider knows of it. */
  const declaredBy: Record<FrontEnd, (skill: string) => string> = {
    dynamic: (skill) => declare("new", skill, { from: "dynamic", args: grace }),
    plugin: (skill) => {
      const args = JSON.stringify({ skillId: idOf(skill), ...grace });
      return `new pulumi.CustomResource("${types.plugin}", "new", ${args});`;
    },
  };

  testOnLinux(
    "still keeps the other front end from ending its test",
    async () => {
      const { simulator, project } = on;
      const [skill, leaving] = [`killed-${frontEnd}`, `leaving-${frontEnd}`];
      const from = frontEnd === "plugin" ? "dynamic" : "plugin";
      project.write(both(declare("old", skill, { from }), declare("leaving", leaving, { from })));
      await project.up();
      const path = `/${idOf(skill)}/betaTest/testers/add`;
      await simulator.injectFault({ path, answer: { kind: "hang" } });
      project.write(both(recovered(declaredBy[frontEnd](skill))));
      const outcome = await outcomeOf(on, async () => {
        const failing = project.failing(() => project.up({ continueOnError: true }));
        await until("the new resource waits for a response", async () =>
          (await simulator.logged()).some(({ status }) => status === 0),
        );
        expect(kill(project.folder, killed[frontEnd], signal)).toBe(1);
        return failing;
      });
      // What was killed there had not been carried out.
      expect(outcome.of(skill)).toEqual(["POST /betaTest/testers/add"]);
      expectToSayThatItStays(outcome, skill);
      // The engine did come to its deletes.
      expect(outcome.of(leaving)).toEqual(endedOnce);
    },
    60_000,
  );
});

describe("a skill that is declared twice", () => {
  const on = stage();
  afterEach(async () => {
    const changes = (await on.simulator.requests()).filter((request) => !request.startsWith("GET"));
    expect(changes).toEqual([]);
  });

  async function expectErrorThatNamesBoth() {
    const output = await on.project.failing(on.project.preview);
    const line = /error: .*(first.*second|second.*first)/i;
    expect(output.split("\n")).toContainEqual(expect.stringMatching(line));
    expect(output).toContain(idOf("twice"));
  }

  const provider = (name: string) =>
    `{ provider: new plugin.Provider("${name}", { endpoint: "${on.simulator.url}" }) }`;
  const programs: Record<string, () => string[]> = {
    "by the dynamic resource": () => [
      declare("first", "twice", { from: "dynamic" }),
      declare("second", "twice", { from: "dynamic" }),
    ],
    "through the plugin": () => [
      declare("first", "twice", { from: "plugin" }),
      declare("second", "twice", { from: "plugin" }),
    ],
    "by the dynamic resource and through the plugin": () => [
      declare("first", "twice", { from: "dynamic" }),
      declare("second", "twice", { from: "plugin" }),
    ],
    "through two providers of the plugin": () => [
      declare("first", "twice", { from: "plugin", options: provider("one") }),
      declare("second", "twice", { from: "plugin", options: provider("other") }),
    ],
  };
  test.each(Object.keys(programs))(
    "%s is an error in the preview, which names both resources",
    async (way) => {
      on.project.write(both(...(programs[way] as () => string[])()));
      await expectErrorThatNamesBoth();
    },
    60_000,
  );

  test("in YAML is an error in the preview, which names both resources", async () => {
    const properties = { skillId: idOf("twice") };
    const resource = { type: "alexa:SkillBetaTest", properties };
    const path = join(on.project.folder, "Pulumi.yaml");
    const [, plugins] = readFileSync(path, "utf8").split("plugins:");
    // JSON is YAML.
    const resources = JSON.stringify({ first: resource, second: resource });
    writeFileSync(path, `name: test\nruntime: yaml\nresources: ${resources}\nplugins:${plugins}`);
    await expectErrorThatNamesBoth();
  }, 60_000);
});
