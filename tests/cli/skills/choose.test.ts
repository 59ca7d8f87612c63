/** Which skills a command is about, and whose credentials it uses. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { CommandFailure, UsageError } from "../../../cli/console";
import { settingsOf } from "../../../cli/skills/accounts";
import { chooseSkills, type Skill } from "../../../cli/skills/choose";
import { resourceTypes } from "../../../cli/skills/pulumiStack";
import { dynamicTypes, pluginTypes } from "../../../sdk/resourceTypes";

const { SkillBetaTest: dynamicType } = dynamicTypes;
const { SkillBetaTest: pluginType } = pluginTypes;

import { type TestConsoleOptions, testConsole } from "../../helpers/console";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-choose-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  jest.restoreAllMocks();
});

const idOf = (name: string) => `amzn1.ask.skill.${name}`;
const choose = (
  ids: string[],
  options: Parameters<typeof chooseSkills>[1] = {},
  console: TestConsoleOptions = {},
) => chooseSkills(ids, options, testConsole({ folder, ...console }));
const namesOf = ({ skills }: { skills: readonly Skill[] }) =>
  skills.map(({ name, skillId }) => [name, skillId]);

function write(file: string, content: unknown): void {
  mkdirSync(join(folder, ".ask"), { recursive: true });
  writeFileSync(
    join(folder, file),
    typeof content === "string" ? content : JSON.stringify(content),
  );
}

/** As `ask deploy` of ask-cli 2 leaves it. */
function writeProject(skillIds: Record<string, string | undefined>): void {
  const profiles = Object.keys(skillIds);
  const each = (value: (profile: string) => unknown) =>
    Object.fromEntries(profiles.map((profile) => [profile, value(profile)]));
  write("ask-resources.json", {
    askcliResourcesVersion: "2020-03-31",
    profiles: each(() => ({ skillMetadata: { src: "./skill-package" } })),
  });
  write(".ask/ask-states.json", {
    askcliStatesVersion: "2020-03-31",
    profiles: each((profile) => ({
      skillId: skillIds[profile],
      skillMetadata: { lastDeployHash: "hash" },
    })),
  });
}

function mockAskCli(profiles: Record<string, string>): void {
  const home = join(folder, "home");
  mkdirSync(join(home, ".ask"), { recursive: true });
  const stored = Object.entries(profiles).map(([name, token]) => [
    name,
    { token: { access_token: token, expires_at: "2999-01-01T00:00:00Z" } },
  ]);
  writeFileSync(
    join(home, ".ask", "cli_config"),
    JSON.stringify({ profiles: Object.fromEntries(stored) }),
  );
  jest.mocked(homedir).mockReturnValue(home);
}
jest.mock("node:os", () => {
  const os = jest.requireActual("node:os");
  return { ...os, homedir: jest.fn(os.homedir) };
});

const tokenOf = ({ account }: Skill, environment: Record<string, string> = {}) =>
  settingsOf(account, { environment }).credentials.accessToken?.value;

test("ids are skills as they are, each once", async () => {
  expect(namesOf(await choose([idOf("a"), idOf("b"), idOf("a")]))).toEqual([
    [undefined, idOf("a")],
    [undefined, idOf("b")],
  ]);
});

test("what cannot be an id is refused before Amazon is asked", async () => {
  await expect(choose(["a/b"])).rejects.toThrow(
    /^"a\/b" is not the id of a skill: skillId must be the id of a skill/,
  );
});

test("without any skill, the error names the ways to name some", async () => {
  const error = await choose([]).catch((error) => error);
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).toMatch(/their ids, .*\n.*--ask-project FOLDER.*\n.*--stack NAME/);
});

describe("an ask-cli project", () => {
  test("has a skill for each profile that deployed one, and is found in the current folder", async () => {
    writeProject({ default: idOf("a"), work: idOf("b"), later: undefined });
    for (const options of [{}, { askProject: true } as const, { askProject: "." }]) {
      const choice = await choose([], options);
      expect(namesOf(choice)).toEqual([
        ["default", idOf("a")],
        ["work", idOf("b")],
      ]);
      expect(choice.notes).toEqual(['The profile "later" has not deployed a skill yet.']);
    }
    expect(namesOf(await choose([], { profile: "work" }))).toEqual([["work", idOf("b")]]);
    expect(namesOf(await choose(["default"], { askProject: true }))).toEqual([
      ["default", idOf("a")],
    ]);
  });

  test("knows its profiles by name in the current folder; an id is an id there, too", async () => {
    writeProject({ default: idOf("one"), work: idOf("two") });
    expect(namesOf(await choose(["work"]))).toEqual([["work", idOf("two")]]);
    expect(namesOf(await choose([idOf("three")]))).toEqual([[undefined, idOf("three")]]);
    await expect(choose(["wrok"])).rejects.toThrow(
      'There is no "wrok" in the ask-cli project, which has: default, work.',
    );
  });

  test("whose profiles share a skill has it under each of their names", async () => {
    writeProject({ default: idOf("one"), work: idOf("one") });
    expect(namesOf(await choose(["work"], { askProject: true }))).toEqual([
      ["default, work", idOf("one")],
    ]);
  });

  test("whose profiles are of two accounts uses each one's token", async () => {
    writeProject({ default: idOf("a"), work: idOf("b") });
    mockAskCli({ default: "Atza|default", work: "Atza|work" });
    const { skills } = await choose([]);
    expect(skills.map((skill) => tokenOf(skill))).toEqual(["Atza|default", "Atza|work"]);
  });

  test("uses the credentials of the environment, if it has any, unless a profile is asked for", async () => {
    writeProject({ default: idOf("a"), work: idOf("b") });
    mockAskCli({ default: "Atza|default", work: "Atza|work" });
    const environment = { ASK_ACCESS_TOKEN: "Atza|ci" };
    const { skills } = await choose([], {}, { environment });
    expect(skills.map((skill) => tokenOf(skill, environment))).toEqual(["Atza|ci", "Atza|ci"]);
    const { skills: chosen } = await choose([], { profile: "work" }, { environment });
    expect(chosen.map((skill) => tokenOf(skill, environment))).toEqual(["Atza|work"]);
  });

  test("that was deployed from ask-cli's environment uses the environment", async () => {
    writeProject({ __ENVIRONMENT_ASK_PROFILE__: idOf("a") });
    mockAskCli({ default: "Atza|default" });
    const { skills } = await choose([]);
    expect(skills.map((skill) => tokenOf(skill))).toEqual(["Atza|default"]);
  });

  test("one of whose skills two profiles share has it once, under both names", async () => {
    writeProject({ default: idOf("a"), work: idOf("a") });
    expect(namesOf(await choose([]))).toEqual([["default, work", idOf("a")]]);
  });

  test("whose profile ask-cli has no token for names the profile and the others", async () => {
    writeProject({ work: idOf("b") });
    mockAskCli({ default: "Atza|default" });
    const { skills } = await choose([]);
    expect(() => skills.map((skill) => tokenOf(skill))).toThrow(
      "ask-cli has no access token for the profile that --profile names; --profile can name default.",
    );
  });

  test.each<[string, () => void, string]>([
    ["without a file", () => {}, "is not an ask-cli project: it has no ask-resources.json."],
    ["of ask-cli 1", () => write(".ask/config", "{}"), "`ask util upgrade-project` upgrades it."],
    [
      "with a broken file",
      () => write("ask-resources.json", "{"),
      "ask-resources.json is not a valid ask-cli file",
    ],
    [
      "with a list of profiles",
      () => {
        writeProject({ default: idOf("a") });
        write(".ask/ask-states.json", { profiles: [] });
      },
      "ask-states.json is not a valid ask-cli file (profiles: Expected an object",
    ],
    [
      "with something else for an id",
      () => writeProject({ default: "a/b" }),
      "ask-states.json is not a valid ask-cli file (profiles.default.skillId: it must be the id",
    ],
    ["before its first deployment", () => writeProject({ default: undefined }), "run `ask deploy`"],
  ])("%s is an error that names the fix", async (_, prepare, message) => {
    prepare();
    await expect(choose([], { askProject: true })).rejects.toThrow(message);
  });

  test("has no profile of another name", async () => {
    writeProject({ default: idOf("a"), work: undefined });
    await expect(choose([], { profile: "wrok" })).rejects.toThrow(
      'has no profile "wrok"; it has: default, work.',
    );
    await expect(choose([], { profile: "work" })).rejects.toThrow(
      "run `ask deploy --profile work`",
    );
    await expect(choose(["wrok"], { askProject: true })).rejects.toThrow(
      'There is no "wrok" in the ask-cli project, which has: default.',
    );
  });
});

describe("a stack", () => {
  const urn = (type: string, name: string) => `urn:pulumi:dev::project::${type}::${name}`;
  const resource = (type: string, name: string, more: object = {}) => ({
    urn: urn(type, name),
    type,
    id: idOf(name),
    ...more,
  });
  const stackOf = (resources: object[], config: object = {}): TestConsoleOptions => ({
    run: async (_, args) =>
      JSON.stringify(args[0] === "stack" ? { version: 3, deployment: { resources } } : config),
  });

  test("has the beta tests of both front ends, without what Pulumi only reads or is about to delete", async () => {
    const resources = [
      resource("pulumi:pulumi:Stack", "stack"),
      resource(pluginType, "one"),
      resource(dynamicType, "two"),
      resource(pluginType, "read", { external: true }),
      resource(pluginType, "old", { delete: true }),
    ];
    expect(namesOf(await choose([], { stack: true }, stackOf(resources)))).toEqual([
      ["one", idOf("one")],
      ["two", idOf("two")],
    ]);
    expect(namesOf(await choose(["two"], { stack: "dev" }, stackOf(resources)))).toEqual([
      ["two", idOf("two")],
    ]);
  });

  test("whose resources' names contain :: has them whole; a name that two have chooses none", async () => {
    const resources = [
      { ...resource(pluginType, "one"), urn: urn(pluginType, "prod::beta") },
      { ...resource(pluginType, "two"), urn: urn(pluginType, "beta") },
      { ...resource(dynamicType, "three"), urn: urn(dynamicType, "beta") },
    ];
    expect(namesOf(await choose(["prod::beta"], { stack: true }, stackOf(resources)))).toEqual([
      ["prod::beta", idOf("one")],
    ]);
    await expect(choose(["beta"], { stack: true }, stackOf(resources))).rejects.toThrow(
      `"beta" is the name of several skills in the stack: ${idOf("two")}, ${idOf("three")}.`,
    );
  });

  test("is told to Pulumi by its name", async () => {
    const run = jest.fn(stackOf([resource(pluginType, "one")]).run);
    await choose([], { stack: "dev" }, { run });
    expect(run.mock.calls.map(([command, args]) => [command, ...args].join(" "))).toEqual([
      "pulumi stack export --stack dev --non-interactive --color=never",
      "pulumi config --json --show-secrets --stack dev --non-interactive --color=never",
    ]);
  });

  test("has its configuration as the first source of settings; --profile takes the place of its credentials", async () => {
    mockAskCli({ work: "Atza|work" });
    const config = {
      "alexa:accessToken": { value: "Atza|stack", secret: true },
      "alexa:endpoint": { value: "https://stack.example.com" },
      "project:accessToken": { value: "another's" },
      "alexa:version": { value: "0.1.0" },
    };
    const environment = { ASK_ACCESS_TOKEN: "Atza|environment" };
    for (const [profile, token] of [
      [undefined, "Atza|stack"],
      ["work", "Atza|work"],
    ]) {
      const console = stackOf([resource(pluginType, "one")], config);
      const { skills } = await choose([], { stack: true, profile }, console);
      const [{ account }] = skills as [Skill];
      expect(settingsOf(account, { environment })).toMatchObject({
        endpoint: "https://stack.example.com",
        credentials: { accessToken: { value: token } },
      });
    }
  });

  test("with a setting that the provider would refuse is refused: it could mean another account", async () => {
    const config = { "alexa:profil": { value: "work" } };
    const [other, own] = [urn(pluginType, "one"), `urn:pulumi:dev::alexa::${pluginType}::one`];
    await expect(
      choose(
        [],
        { stack: true },
        stackOf([{ ...resource(pluginType, "one"), urn: other }], config),
      ),
    ).rejects.toThrow(/^unknown setting alexa:profil; valid: .*`pulumi config rm alexa:profil`/);
    // A project of that name has settings of its own.
    const { skills } = await choose(
      [],
      { stack: true },
      stackOf([{ ...resource(pluginType, "one"), urn: own }], config),
    );
    expect(skills).toHaveLength(1);
  });

  test("says of a resource with a Provider of its own whose settings are missing", async () => {
    const provider = `${urn("pulumi:providers:alexa", "other")}::0001`;
    const standard = `${urn("pulumi:providers:alexa", "default_0_1_0")}::0002`;
    const resources = [
      resource(pluginType, "one", { provider }),
      resource(pluginType, "two", { provider: standard }),
    ];
    const { skills } = await choose([], { stack: true }, stackOf(resources));
    expect(skills.map(({ hint }) => hint)).toEqual([
      expect.stringContaining('uses the Provider "other"'),
      undefined,
    ]);
  });

  test.each<[string, TestConsoleOptions["run"], string]>([
    [
      "without Pulumi",
      () => Promise.reject(new CommandFailure("", "ENOENT")),
      "there is no `pulumi` on the PATH",
    ],
    [
      "that does not exist",
      () => Promise.reject(new CommandFailure("error: no stack named 'dev' found")),
      "`pulumi stack export` failed: error: no stack named 'dev' found",
    ],
    ["without beta tests", stackOf([]).run, "has no beta test"],
    ["that is none", async () => "[]", "printed something that is not a stack"],
  ])("%s is an error that says so", async (_, run, message) => {
    await expect(choose([], { stack: "dev" }, { run })).rejects.toThrow(message);
  });

  test("is recognised by the types of the resource", () => {
    expect([...resourceTypes].sort()).toEqual([dynamicType, pluginType].sort());
  });
});

test("a stack and an ask-cli project at once are refused", async () => {
  await expect(choose([], { stack: true, askProject: true })).rejects.toThrow("cannot be combined");
});
