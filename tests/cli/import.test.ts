/** `pulumi-alexa import`: the program says what Amazon has. tests/e2e/commands.test.ts runs it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resourceNames } from "../../cli/import/names";
import type { Skill } from "../../cli/skills/choose";
import { accepted, draft, ended, running, startSimulatorWith, tester } from "../helpers/betaTests";
import { runCli } from "../helpers/console";
import { environmentFor, type TestSimulator } from "../helpers/simulator";

const [one, two, drafted, over, none] = ["one-1", "two-2", "draft-3", "over-4", "none-5"].map(
  (name) => `amzn1.ask.skill.${name}`,
) as [string, string, string, string, string];

let simulator: TestSimulator;
let folder: string;
beforeAll(async () => {
  simulator = await startSimulatorWith({
    [one]: {
      ...running(accepted("ada@example.com"), tester("grace@example.com")),
      feedbackEmail: "f@example.com",
    },
    [two]: running(),
    [drafted]: draft(tester("ada@example.com")),
    [over]: ended(tester("ada@example.com")),
  });
});
afterAll(() => simulator.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-import-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (...args: string[]) =>
  runCli(["import", ...args], { folder, environment: environmentFor(simulator.url) });
const read = (file: string) => readFileSync(join(folder, file), "utf8");
const line = (name: string, id: string) =>
  `pulumi import alexa:index:SkillBetaTest ${name} ${id} --protect=false --generate-code=false --yes`;

test("TypeScript comes with the lines to run before it, and a note on the dynamic resource", async () => {
  const { code, output, errors } = await write(one, drafted);
  expect(code).toBe(0);
  expect(output).toBe(`// Before the first \`pulumi up\`, once:
//   ${line("beta-one", one)}
//   ${line("beta-draft", drafted)}

import * as alexa from "pulumi-alexa/plugin";

new alexa.SkillBetaTest("beta-one", {
  skillId: "${one}",
  feedbackEmail: "f@example.com",
  testers: [
    "ada@example.com",
    "grace@example.com",
  ],
});

new alexa.SkillBetaTest("beta-draft", {
  skillId: "${drafted}",
  testers: [
    "ada@example.com",
  ],
  desiredStatus: "IN_DRAFT",
});
`);
  expect(errors).toContain(`${drafted} is a draft, and stays one until you take desiredStatus out`);
  expect(errors).toContain('If you import "pulumi-alexa" instead of "pulumi-alexa/plugin"');
});

test.each([
  ["yaml", "#", '  "beta-one":\n    type: alexa:SkillBetaTest\n', "desiredStatus: IN_DRAFT"],
  ["python", "#", 'alexa.SkillBetaTest(\n    "beta-one",\n', "alexa.DesiredStatus.IN_DRAFT"],
  ["go", "//", 'alexa.NewSkillBetaTest(ctx, "beta-one",', "alexa.DesiredStatusInDraft"],
  ["java", "//", 'new SkillBetaTest(\n              "beta-one"', "DesiredStatus.InDraft"],
])("%s says the same", async (language, comment, resource, status) => {
  const { code, output } = await write(one, two, drafted, "--language", language);
  expect(code).toBe(0);
  const [first, second] = output.split("\n");
  expect([first, second]).toEqual([
    `${comment} Before the first \`pulumi up\`, once:`,
    `${comment}   ${line("beta-one", one)}`,
  ]);
  for (const part of [resource, status]) expect(output.split(part)).toHaveLength(2);
  // An import says nothing of an empty list, and the program must not, either.
  expect(output.match(/testers\b/gi)).toHaveLength(2);
  expect(output.match(/"(ada|grace|f)@example\.com"/g)).toHaveLength(4);
});

test.each([
  ["absent", "has no beta test"],
  ["ended", "has a beta test that is ENDED"],
] as const)(
  "ended tests (%s) and skills without one are left out, and said; nothing at all is an error",
  async (afterEnd, what) => {
    await simulator.set({ afterEnd });
    const { code, output, errors } = await write(one, over, none);
    expect(code).toBe(0);
    expect(output).not.toContain(over);
    expect(errors).toContain(`${over} ${what}, so there is nothing to import`);
    expect(errors).toContain(`${none} has no beta test, so there is nothing to import`);
    expect(await write(over)).toMatchObject({
      code: 1,
      errors: expect.stringContaining("There is nothing to import."),
    });
  },
);

test("--out writes a file, and prints the lines alone; it replaces nothing without --force", async () => {
  const { output } = await write(one, "--out", "index.ts");
  expect(output).toBe(`${line("beta", one)}\n`);
  expect(read("index.ts")).toContain(`skillId: "${one}"`);
  const again = await write(two, "--out", "index.ts");
  expect(again.code).toBe(1);
  expect(again.errors).toContain("index.ts exists already: --force replaces it.");
  expect(read("index.ts")).toContain(one);
  expect((await write(two, "--out", "index.ts", "--force")).code).toBe(0);
  expect(read("index.ts")).toContain(two);
  expect((await write(one, "--out", "no/folder.ts")).errors).toContain("cannot be written");
});

test("--roster puts the addresses into a CSV file, and the program reads it", async () => {
  for (const [language, out] of [
    ["typescript", "index.ts"],
    ["python", "__main__.py"],
  ] as const) {
    await write(
      one,
      two,
      "--language",
      language,
      "--out",
      out,
      "--roster",
      "testers.csv",
      "--force",
    );
    expect(read("testers.csv")).toBe(
      "test,email\nbeta-one,ada@example.com\nbeta-one,grace@example.com\n",
    );
    expect(read(out)).toContain('"testers.csv"');
    expect(read(out)).not.toContain("ada@");
  }
  expect(await write(one, "--language", "yaml", "--roster", "more.csv")).toMatchObject({ code: 2 });
  writeFileSync(join(folder, "testers.csv"), "mine");
  expect((await write(one, "--out", "new.ts", "--roster", "testers.csv")).code).toBe(1);
  expect(existsSync(join(folder, "new.ts"))).toBe(false);
});

test.each([
  ["typescript", "{ skillId: betaTest.skillId, email });"],
  ["yaml", '  "beta-grace@example.com":\n    type: alexa:SkillBetaTester\n    properties:\n'],
  ["python", 'alexa.SkillBetaTester(f"beta-{email}", skill_id=beta_test.skill_id, email=email)'],
  ["go", 'alexa.NewSkillBetaTester(ctx, "beta-"+email, &alexa.SkillBetaTesterArgs{'],
  [
    "java",
    '"beta-" + email,\n                SkillBetaTesterArgs.builder().skillId(betaTest.skillId()).email(email).build());',
  ],
])(
  "--testers resources: %s declares each as a resource, and imports the test alone",
  async (language, resource) => {
    const { code, output } = await write(one, "--language", language, "--testers", "resources");
    expect(code).toBe(0);
    expect(output).toContain(resource);
    expect(output).not.toMatch(/testers\b/);
    expect(output.match(/pulumi import /g)).toHaveLength(1);
    expect(output.match(/"(ada|grace)@example\.com"/g)).toHaveLength(2);
  },
);

test("--testers resources reads the roster as well, and says what the first up does", async () => {
  const { errors } = await write(
    one,
    two,
    "--testers",
    "resources",
    "--out",
    "index.ts",
    "--roster",
    "testers.csv",
  );
  expect(read("index.ts")).toContain('for (const email of testersOf("beta-one")) {');
  expect(read("index.ts")).not.toContain("ada@");
  expect(errors).toContain("takes over the testers, who are in the test already: nobody is mailed");
});

test("what cannot be looked at is said, the others are written, and the exit code is 1", async () => {
  await simulator.setSkill(two, { account: "other" });
  const { code, output, errors } = await write(one, two);
  await simulator.setSkill(two, { account: "default" });
  expect(code).toBe(1);
  expect(output).toContain(one);
  expect(errors).toContain(`${two}: failed: Amazon finds no such skill in this account`);
});

test("what Amazon has and the provider would refuse is said, with the fix", async () => {
  await simulator.change(two, { testers: ["ada@example.com", "no address"] });
  const { code, errors } = await write(two);
  await simulator.change(two, { testers: [] });
  expect(code).toBe(0);
  expect(errors).toContain(
    `${two}: \`pulumi preview\` will refuse the program, because testers[1] must be an e-mail address`,
  );
  expect(errors).toContain("or leave testers out of the program");
});

test("names come from profiles, are valid in every language, and unique", () => {
  const named = (name: string | undefined, skillId: string) => ({ name, skillId }) as Skill;
  expect(
    resourceNames([
      named("default", one),
      named("my profile!", two),
      named("my-profile", drafted),
      named("日本", over),
      named(undefined, "amzn1.ask.skill.12345678-1234-1234"),
      named(undefined, "amzn1.ask.skill.12345678-9"),
    ]),
  ).toEqual([
    "default",
    "my-profile",
    "my-profile-2",
    "beta-over",
    "beta-12345678",
    "beta-12345678-2",
  ]);
  expect(resourceNames([named(undefined, one)])).toEqual(["beta"]);
});
