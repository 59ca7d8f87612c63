/** The workflows of examples/pull-requests, run as they are: GitHub's by its expressions, GitLab's by its schema. */
import {
  chmodSync,
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
import { dirname, join, resolve } from "node:path";
import { run } from "../helpers/command";
import { stage } from "../helpers/e2e";
import * as gitHub from "../helpers/gitHub";
import * as gitLab from "../helpers/gitLab";
import { isRunnable } from "../helpers/languages";
import { type FrontEnd, pulumiEnvironment } from "../helpers/project";
import { refreshEnvironmentFor, startTestSimulator } from "../helpers/simulator";

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

/** Keeps one issue in a file, and writes down what it was told. */
const gh = `#!/usr/bin/env node
const { spawnSync } = require("node:child_process");
const { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const [, , noun, verb, ...args] = process.argv;
const value = (name) => args[args.indexOf(name) + 1];
const body = args.includes("--body-file") ? readFileSync(value("--body-file"), "utf8") : undefined;
if (process.env.GH_TOKEN !== "gh-token") process.exit(4);
if (noun === "run") {
  const jq = spawnSync("jq", ["--raw-output", value("--jq")], { input: readFileSync("runs.json", "utf8") });
  process.stdout.write(jq.stdout);
  process.exit(jq.status);
}
if (verb === "list") console.log(existsSync("open") ? "7" : "");
else appendFileSync("gh.jsonl", JSON.stringify({ command: noun + " " + verb, body }) + "\\n");
if (noun === "issue" && verb === "create") writeFileSync("open", "");
if (verb === "close") rmSync("open");
`;

/** As `npm ci` does. */
function linkCommand(folder: string): void {
  symlinkSync(join(root, "dist/cli/main.js"), join(folder, "node_modules/.bin/pulumi-alexa"));
}

function stageWithExpiry(frontEnd: FrontEnd) {
  const stateFile = join(mkdtempSync(join(tmpdir(), "pulumi-alexa-workflows-")), "simulator.json");
  afterAll(() => rmSync(dirname(stateFile), { recursive: true }));
  const on = stage(() => ({}), frontEnd, { stateFile });

  /** As if the tests had been started so many days ago: the provider's clock is the machine's, which no test moves. */
  const setBackStarts = async (days: number) => {
    const port = Number(new URL(on.simulator.url).port);
    await on.simulator.close();
    const state = JSON.parse(readFileSync(stateFile, "utf8"));
    for (const betaTest of Object.values<{ startedAtMs: number }>(state.betaTests)) {
      betaTest.startedAtMs -= days * 24 * 60 * 60 * 1000;
    }
    writeFileSync(stateFile, JSON.stringify(state));
    on.simulator = await startTestSimulator({ port, stateFile });
  };
  return { on, setBackStarts };
}

describe("GitHub's workflows, with the dynamic resource,", () => {
  const { on, setBackStarts } = stageWithExpiry("dynamic");

  const pullRequest = gitHub.readWorkflow(join(workflows, ".github/workflows/beta-tests.yml"));
  const nightly = gitHub.readWorkflow(join(workflows, ".github/workflows/beta-tests-drift.yml"));

  const runJob = async (
    workflow: typeof nightly,
    job: string,
    { vars = {}, secrets }: { vars?: Record<string, string>; secrets?: object } = {},
  ) => {
    const { stack, folder } = on.project;
    const { url } = on.simulator;
    const endpoints = { ASK_SMAPI_SERVER_BASE_URL: url, ASK_LWA_TOKEN_HOST: url };
    const own = pulumiEnvironment(folder);
    const environment = { ...own, ...endpoints, PATH: `${join(folder, "bin")}:${own.PATH}` };
    Object.assign(stack.workspace.envVars, endpoints);
    const run = await gitHub.runJob(workflow, job, {
      stack,
      folder,
      environment,
      vars,
      secrets: { PULUMI_ACCESS_TOKEN: "", ...refreshEnvironmentFor(url), ...secrets },
    });
    if (job === "drift") sayOfLastNight(run.failed ? "failure" : "success");
    return run;
  };

  /** What `gh run list` has of the night before. */
  const sayOfLastNight = (conclusion: string, hoursAgo = 24) => {
    const createdAt = new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
    const runs = [{ conclusion, createdAt: createdAt.replace(/\.\d+/, "") }];
    writeFileSync(join(on.project.folder, "runs.json"), JSON.stringify(runs));
  };

  /** What the issue's commands were, since the last call. */
  const issues = () => {
    const file = join(on.project.folder, "gh.jsonl");
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").trim().split("\n").filter(Boolean);
    writeFileSync(file, "");
    return lines.map((line) => JSON.parse(line) as { command: string; body?: string });
  };

  beforeAll(() => {
    const bin = join(on.project.folder, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "gh"), gh);
    chmodSync(join(bin, "gh"), 0o755);
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
    "say whom a pull request would mail, without addresses, and do so when it is merged",
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
      expect(await runJob(nightly, "drift")).toMatchObject({ failed: false });
      expect(issues()).toEqual([]);

      await on.simulator.change(skillId, { status: "ENDED" });
      expect(await runJob(nightly, "drift")).toMatchObject({ failed: true });
      // Somebody ended it before its time: that is not for a machine to undo, even once its time would be over.
      await setBackStarts(100);
      expect(await runJob(nightly, "drift", { vars: renewing })).toMatchObject({ failed: true });
      // Nor once somebody has closed the issue, to which the job adds another.
      rmSync(join(on.project.folder, "open"));
      expect(await runJob(nightly, "drift", { vars: renewing })).toMatchObject({ failed: true });
      expect(await on.simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
      const body = expect.stringContaining(
        "beta test is ENDED: a new one will be created and started",
      );
      expect(issues()).toEqual([
        { command: "label create" },
        { command: "issue create", body },
        { command: "issue edit", body },
        { command: "label create" },
        { command: "issue create", body },
      ]);

      await runJob(pullRequest, "up");
      expect(await runJob(nightly, "drift")).toMatchObject({ failed: false });
      expect(issues()).toEqual([{ command: "issue close" }]);
    },
    60_000,
  );

  testWithTools(
    "start an expired test again where the repository asks for it",
    async () => {
      await setBackStarts(100);
      // A night that failed, or none for days, has not seen who ended it.
      for (const [conclusion, hoursAgo] of [
        ["failure", 24],
        ["success", 48],
      ] as const) {
        sayOfLastNight(conclusion, hoursAgo);
        expect(await runJob(nightly, "drift", { vars: renewing })).toMatchObject({ failed: true });
        expect(await on.simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
        rmSync(join(on.project.folder, "open"));
      }
      issues();
      sayOfLastNight("success");
      const renewed = await runJob(nightly, "drift", { vars: renewing });
      expect(renewed).toMatchObject({ failed: false });
      expect(renewed.log).not.toContain("@example.com");
      expect(await on.simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
      expect(issues()).toEqual([]);
    },
    90_000,
  );

  testWithTools("fail, and say nothing of the tests, where Amazon lets nobody in", async () => {
    const secrets = { ASK_REFRESH_TOKEN: "Atzr|revoked" };
    const { failed, log } = await runJob(nightly, "drift", { secrets });

    expect(failed).toBe(true);
    expect(log).toContain("refresh token");
    expect(issues()).toEqual([]);
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
  const { on, setBackStarts } = stageWithExpiry("plugin");
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
      CI_COMMIT_REF_NAME: "main",
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
    "says whom a merge request would mail, and does so once it is merged",
    async () => {
      on.project.write(program("ada@example.com"));

      expect(await runJob("preview")).toMatchObject({ failed: false });
      expect(gitlab.received()).toEqual([
        {
          method: "POST",
          path: "/projects/1/merge_requests/2/notes",
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
      const description = expect.stringContaining("beta test is ENDED: a new one will be created");
      const title = "Beta tests differ from the program";
      const labels = "beta-test-drift";
      expect(gitlab.received()).toEqual([
        { method: "POST", path: "/projects/1/issues", form: { labels, title, description } },
        { method: "PUT", path: "/projects/1/issues/7", form: { description } },
      ]);
      expect(await runJob("up")).toMatchObject({ failed: false });
      expect(await runJob("drift")).toMatchObject({ failed: false });
      expect(gitlab.received()).toEqual([
        { method: "PUT", path: "/projects/1/issues/7", form: { state_event: "close" } },
      ]);
    },
    60_000,
  );

  testWithTools(
    "starts an expired test again, if nothing differed the night before",
    async () => {
      const drift = async (lastNight: string) => {
        gitlab.runPipelines([
          { id: 30, status: "running" },
          { id: 29, status: lastNight },
          { id: 28, status: "success" },
        ]);
        return runJob("drift", { RENEW_EXPIRED_TESTS: "true" });
      };
      await setBackStarts(100);

      expect(await drift("failed")).toMatchObject({ failed: true });
      expect(await on.simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
      expect(gitlab.received()).toMatchObject([{ method: "POST", path: "/projects/1/issues" }]);

      gitlab.closeIssues();
      expect(await drift("success")).toMatchObject({ failed: false });
      expect(await on.simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
    },
    90_000,
  );
});
