/** The workflows of examples/pull-requests, run as they are: GitHub's by its expressions, GitLab's by its schema. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "../helpers/command";
import { stage } from "../helpers/e2e";
import * as gitHub from "../helpers/gitHub";
import * as gitLab from "../helpers/gitLab";
import { isRunnable } from "../helpers/languages";
import { pulumiEnvironment } from "../helpers/project";
import { refreshEnvironmentFor } from "../helpers/simulator";

const root = resolve(__dirname, "../..");
const workflows = join(root, "examples/pull-requests");
const read = (file: string) => readFileSync(join(workflows, file), "utf8");
const skillId = "amzn1.ask.skill.pull-requests";
const hasTools = isRunnable("What the workflows run", [
  ["bash", "--version"],
  ["jq", "--version"],
  ["curl", "--version"],
]);
const testWithTools = hasTools ? test : test.skip;

const renewing = { RENEW_EXPIRED_TESTS: "true" };

const program = (...testers: string[]) => `
const betaTest = new alexa.SkillBetaTest("beta", { skillId: "${skillId}", testers: ${JSON.stringify(testers)} });
exports.invitationUrl = betaTest.invitationUrl;
`;

/** What tests/helpers/gh.mjs knows. */
interface Repository {
  readonly head: string;
  readonly issues: readonly { readonly number: number; readonly label: string }[];
  readonly runs: readonly Night[];
  readonly said: readonly Said[];
}

interface Night {
  readonly databaseId: number;
  readonly createdAt: string;
  readonly jobs: readonly { readonly name: string; readonly conclusion: string }[];
}

interface Said {
  readonly command: string;
  readonly id?: string;
  readonly label?: string;
  readonly title?: string;
  readonly body?: string;
}

/** As `npm ci` does. */
function linkCommand(folder: string): void {
  symlinkSync(join(root, "dist/cli/main.js"), join(folder, "node_modules/.bin/pulumi-alexa"));
}

describe("GitHub's workflows, with the dynamic resource,", () => {
  const on = stage(() => ({}), "dynamic");

  const pullRequest = gitHub.readWorkflow(join(workflows, ".github/workflows/beta-tests.yml"));
  const nightly = gitHub.readWorkflow(join(workflows, ".github/workflows/beta-tests-drift.yml"));

  const runJob = async (
    workflow: typeof nightly,
    job: string,
    options: { vars?: Record<string, string>; github?: object; secrets?: object } = {},
  ) => {
    const { stack, folder } = on.project;
    const { url } = on.simulator;
    const endpoints = { ASK_SMAPI_SERVER_BASE_URL: url, ASK_LWA_TOKEN_HOST: url };
    const own = pulumiEnvironment(folder);
    const environment = { ...own, ...endpoints, PATH: `${join(folder, "bin")}:${own.PATH}` };
    Object.assign(stack.workspace.envVars, endpoints);
    return gitHub.runJob(workflow, job, {
      stack,
      folder,
      environment,
      vars: options.vars ?? {},
      github: { event_name: "schedule", ...options.github },
      secrets: { PULUMI_ACCESS_TOKEN: "", ...refreshEnvironmentFor(url), ...options.secrets },
    });
  };

  /** A night, which the next one looks back at. */
  const runNight = async (options: Parameters<typeof runJob>[2] = {}) => {
    const { name, failed, log } = await runJob(nightly, "drift", options);
    setNightBefore({ [name]: failed ? "failure" : "success" });
    return { failed, log };
  };

  const repositoryFile = () => join(on.project.folder, "gh.json");
  const readRepository = (): Repository => JSON.parse(readFileSync(repositoryFile(), "utf8"));
  const setRepository = (repository: Partial<Repository>) => {
    const before = existsSync(repositoryFile()) ? readRepository() : {};
    writeFileSync(repositoryFile(), JSON.stringify({ ...before, ...repository }));
  };

  const setNightBefore = (conclusions: Record<string, string>, hoursAgo = 24) => {
    const createdAt = new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
    const jobs = Object.entries(conclusions).map(([name, conclusion]) => ({ name, conclusion }));
    const night = { databaseId: 29, createdAt: createdAt.replace(/\.\d+/, ""), jobs };
    setRepository({ runs: [night] });
  };

  /** What `gh` was told to do, since the last call. */
  const said = () => {
    const { said } = readRepository();
    setRepository({ said: [] });
    return said;
  };

  beforeAll(() => {
    const bin = join(on.project.folder, "bin");
    mkdirSync(bin);
    symlinkSync(join(root, "tests/helpers/gh.mjs"), join(bin, "gh"));
    setRepository({ head: "head", issues: [], runs: [], said: [] });
    linkCommand(on.project.folder);
  });

  test("preview a pull request of the repository, and nothing for one of a fork", () => {
    const event = (fullName: string) => ({
      event_name: "pull_request",
      repository: "o/r",
      event: { pull_request: { head: { repo: { full_name: fullName } } } },
    });

    expect(gitHub.jobsFor(pullRequest, event("o/r"))).toEqual(["preview"]);
    expect(gitHub.jobsFor(pullRequest, event("someone/r"))).toEqual([]);
    expect(gitHub.jobsFor(pullRequest, { event_name: "push" })).toEqual(["up"]);
    expect(gitHub.jobsFor(nightly, { event_name: "schedule" })).toEqual(["drift"]);
  });

  testWithTools(
    "say how many people a pull request would mail, without addresses, and do so when it is merged",
    async () => {
      on.project.write(program("ada@example.com", "grace@example.com"));

      const preview = await runJob(pullRequest, "preview");

      expect(preview.comments).toEqual([expect.stringContaining("2 testers will be invited")]);
      expect(preview.log).not.toContain("@example.com");
      expect(await on.simulator.mails()).toEqual([]);

      const up = await runJob(pullRequest, "up");

      expect(up).toMatchObject({ failed: false, comments: [] });
      expect(up.log).not.toContain("@example.com");
      expect(up.log).not.toContain("invitationUrl");
      expect(await on.simulator.mails()).toEqual([
        "invitation ada@example.com",
        "invitation grace@example.com",
      ]);
    },
    60_000,
  );

  testWithTools(
    "leave no issue where nothing differs, and one where something does, until it no longer does",
    async () => {
      expect(await runNight()).toMatchObject({ failed: false });
      expect(said()).toEqual([]);

      await on.simulator.change(skillId, { status: "ENDED" });
      expect(await runNight()).toMatchObject({ failed: true });
      // Somebody ended it before its time: that is not for a machine to undo, even once its time would be over.
      await on.simulator.advanceDays(100);
      expect(await runNight({ vars: renewing })).toMatchObject({ failed: true });
      // Nor once somebody has closed the issue, to which the job adds another.
      setRepository({ issues: [] });
      expect(await runNight({ vars: renewing })).toMatchObject({ failed: true });
      expect(await on.simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
      const renewal = "a new one will be created and started";
      const ended = expect.stringContaining(`beta test was ended elsewhere: ${renewal}`);
      // The stack was not refreshed in between, so nothing tells the two apart any more.
      const expired = expect.stringMatching(`beta test expired on .*: ${renewal}`);
      const label = "beta-test-drift:test";
      const title = "Beta tests of test differ from the program";
      expect(said()).toEqual([
        { command: "label create", id: label },
        { command: "issue create", label, title, body: ended },
        { command: "issue edit", id: "7", body: expired },
        { command: "label create", id: label },
        { command: "issue create", label, title, body: expired },
      ]);

      setRepository({
        issues: [...readRepository().issues, { number: 8, label: "beta-test-drift:other" }],
      });
      await runJob(pullRequest, "up", { github: { event_name: "push" } });
      expect(await runNight()).toMatchObject({ failed: false });
      expect(said()).toEqual([{ command: "issue close", id: "7" }]);
    },
    60_000,
  );

  testWithTools.each(["absent", "ended"] as const)(
    "start an expired test (%s) again where the repository asks for it",
    async (afterEnd) => {
      await on.simulator.set({ afterEnd });
      await on.simulator.advanceDays(100);
      const good = { "drift of test": "success" };
      setNightBefore(good);

      const renewed = await runNight({ vars: renewing });

      expect(renewed).toMatchObject({ failed: false });
      expect(renewed.log).not.toContain("@example.com");
      expect(await on.simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
      expect(said()).toEqual([]);
    },
    60_000,
  );

  describe("leave an ended test to people", () => {
    const good = { "drift of test": "success" };
    const vars = renewing;
    const label = "beta-test-drift:test";

    beforeAll(() => on.simulator.advanceDays(100));

    testWithTools.each<[string, () => void, Parameters<typeof runJob>[2]]>([
      ["where the repository does not ask", () => setNightBefore(good), {}],
      [
        "where the night before failed",
        () => setNightBefore({ ...good, "drift of test": "failure" }),
        { vars },
      ],
      [
        "where only another stack's was good",
        () => setNightBefore({ "drift of other": "success" }),
        { vars },
      ],
      ["where the last night was two days ago", () => setNightBefore(good, 48), { vars }],
      ["where there was no night", () => setRepository({ runs: [] }), { vars }],
      ["where an issue is open", () => setRepository({ issues: [{ number: 7, label }] }), { vars }],
      ["in a job that is run again", () => {}, { vars, github: { run_attempt: 2 } }],
      [
        "in a job that a person starts",
        () => {},
        { vars, github: { event_name: "workflow_dispatch" } },
      ],
      ["with a program that a merge has overtaken", () => {}, { vars, github: { sha: "stale" } }],
    ])("%s", async (_, arrange, options) => {
      setRepository({ issues: [] });
      setNightBefore(good);
      arrange();

      expect(await runNight(options)).toMatchObject({ failed: true });
      expect(await on.simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
    });
  });

  testWithTools("fail, and say nothing of the tests, where Amazon lets nobody in", async () => {
    setRepository({ said: [] });
    const secrets = { ASK_REFRESH_TOKEN: "Atzr|revoked" };
    const { failed, log } = await runNight({ secrets });

    expect(failed).toBe(true);
    expect(log).toContain("refresh token");
    expect(said()).toEqual([]);
  });
});

testWithTools.each([".github/workflows/beta-tests-drift.yml", ".gitlab-ci.yml"])(
  "%s renews the expired tests alone, and none whose name would stand for others, too",
  async (file) => {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-expired-"));
    const [line = ""] = /jq --raw-output .* status\.json/.exec(read(file)) ?? [];
    const status = [
      { urn: "urn:expired", expired: true },
      { urn: "urn:with a space", expired: true },
      { urn: "urn:*", expired: true },
      { urn: "urn:running", expired: false },
      { urn: "urn:none", expired: null },
    ];
    writeFileSync(join(folder, "status.json"), JSON.stringify(status));
    expect(await run("bash", ["-c", line], { cwd: folder })).toBe(
      "urn:expired\nurn:with a space\n",
    );
    rmSync(folder, { recursive: true });
  },
);

describe("GitLab's pipeline, with the plugin,", () => {
  const on = stage(() => ({}), "plugin");
  let gitlab: Awaited<ReturnType<typeof gitLab.startGitLab>>;

  beforeAll(async () => {
    gitlab = await gitLab.startGitLab("gitlab-token");
    copyFileSync(join(workflows, ".gitlab-ci.yml"), join(on.project.folder, ".gitlab-ci.yml"));
    await run("git", ["init", "--quiet"], { cwd: on.project.folder });
    linkCommand(on.project.folder);
  });
  afterAll(() => gitlab.close());

  const runJob = (name: string, variables: Record<string, string> = {}) =>
    gitLab.runJob(on.project.folder, name, {
      ...pulumiEnvironment(on.project.folder),
      ...refreshEnvironmentFor(on.simulator.url),
      STACK: "test",
      CI_API_V4_URL: gitlab.url,
      CI_PROJECT_ID: "1",
      CI_MERGE_REQUEST_IID: "2",
      CI_JOB_URL: "https://gitlab.com/o/r/-/jobs/3",
      GITLAB_TOKEN: "gitlab-token",
      CI_PIPELINE_ID: "30",
      CI_JOB_NAME: name,
      CI_COMMIT_BRANCH: "main",
      CI_COMMIT_SHA: "head",
      ...variables,
    });

  test("is valid, and runs a job for each event", async () => {
    const jobsFor = (source: string, variables = {}) =>
      gitLab.jobsFor(on.project.folder, { CI_PIPELINE_SOURCE: source, ...variables });
    const branch = { CI_COMMIT_BRANCH: "main", CI_DEFAULT_BRANCH: "main" };

    expect(await jobsFor("merge_request_event")).toEqual(["preview"]);
    expect(await jobsFor("push", branch)).toEqual(["up"]);
    expect(await jobsFor("push", { ...branch, CI_COMMIT_BRANCH: "feature" })).toEqual([]);
    expect(await jobsFor("schedule", branch)).toEqual(["drift"]);
  });

  testWithTools(
    "says how many people a merge request would mail, and does so once it is merged",
    async () => {
      on.project.write(program("ada@example.com"));

      expect(await runJob("preview")).toMatchObject({ failed: false });
      expect(gitlab.received()).toEqual([
        {
          method: "POST",
          path: "/merge_requests/2/notes",
          form: { body: expect.stringContaining("1 tester will be invited") },
        },
      ]);
      expect(await runJob("up")).toMatchObject({ failed: false });
      expect(await on.simulator.mails()).toEqual(["invitation ada@example.com"]);
    },
    60_000,
  );

  testWithTools(
    "keeps an issue of what differs, until nothing does",
    async () => {
      expect(await runJob("drift")).toMatchObject({ failed: false });
      expect(gitlab.received()).toEqual([]);
      await on.simulator.change(skillId, { status: "ENDED" });
      expect(await runJob("drift")).toMatchObject({ failed: true });
      expect(await runJob("drift")).toMatchObject({ failed: true });
      const description = expect.stringContaining(
        "beta test was ended elsewhere: a new one will be created",
      );
      const title = "Beta tests of test differ from the program";
      const labels = "beta-test-drift:test";
      expect(gitlab.received()).toEqual([
        { method: "POST", path: "/issues", form: { labels, title, description } },
        { method: "PUT", path: "/issues/7", form: { description } },
      ]);
      expect(await runJob("up")).toMatchObject({ failed: false });
      expect(await runJob("drift")).toMatchObject({ failed: false });
      expect(gitlab.received()).toEqual([
        { method: "PUT", path: "/issues/7", form: { state_event: "close" } },
      ]);
    },
    60_000,
  );

  /** What a night finds that may renew. */
  const nightAfterAGoodOne = (before: { [property: string]: string } = {}): gitLab.Readings => {
    const created_at = new Date().toISOString();
    const pipeline = { name: "Beta tests of test", created_at };
    return {
      "/pipelines": [
        { ...pipeline, id: 30, status: "running" },
        { ...pipeline, id: 29, status: "success", ...before },
        { ...pipeline, id: 28, status: "success" },
      ],
      "/repository/commits/main": { id: "head" },
      "/pipelines/30/jobs": [{ name: "drift" }],
    };
  };

  testWithTools.each(["absent", "ended"] as const)(
    "starts an expired test (%s) again, if nothing differed the night before",
    async (afterEnd) => {
      await on.simulator.set({ afterEnd });
      await on.simulator.advanceDays(100);
      gitlab.setOpenIssues([{ iid: 8, label: "beta-test-drift:other" }]);
      gitlab.answer(nightAfterAGoodOne());

      expect(await runJob("drift", renewing)).toMatchObject({ failed: false });
      expect(await on.simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
      expect(gitlab.received()).toEqual([]);
    },
    60_000,
  );

  describe("leaves an ended test to people", () => {
    beforeAll(() => on.simulator.advanceDays(100));

    testWithTools.each<[string, Partial<gitLab.Readings>]>([
      ["where the night before failed", nightAfterAGoodOne({ status: "failed" })],
      [
        "where the last night was long ago",
        nightAfterAGoodOne({ created_at: "2026-01-01T00:00:00.000Z" }),
      ],
      [
        "where only another stack's was good",
        {
          "/pipelines": [
            {
              id: 29,
              name: "Beta tests of other",
              status: "success",
              created_at: new Date().toISOString(),
            },
          ],
        },
      ],
      [
        "in a job that is run again",
        { "/pipelines/30/jobs": [{ name: "drift" }, { name: "drift" }] },
      ],
      [
        "with a program that a merge has overtaken",
        { "/repository/commits/main": { id: "a merge's" } },
      ],
    ])("%s", async (_, readings) => {
      gitlab.setOpenIssues([]);
      gitlab.answer({ ...nightAfterAGoodOne(), ...readings });

      expect(await runJob("drift", renewing)).toMatchObject({ failed: true });
      expect(await on.simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
    });

    testWithTools("where an issue is open", async () => {
      gitlab.setOpenIssues([{ iid: 7, label: "beta-test-drift:test" }]);
      gitlab.answer(nightAfterAGoodOne());

      expect(await runJob("drift", renewing)).toMatchObject({ failed: true });
      expect(await on.simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
    });
  });
});
