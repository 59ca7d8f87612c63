/** Runs jobs of a GitLab pipeline, and stands for the part of GitLab's API that they use. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { run, tryToRun } from "./command";

const checker = resolve(__dirname, "../../node_modules/gitlab-ci-local/dist/index.js");

/** Checks the file by GitLab's own schema. @returns the names of the jobs that run for these variables. */
export async function jobsFor(
  folder: string,
  variables: Record<string, string>,
): Promise<string[]> {
  const list = await run(
    process.execPath,
    [
      checker,
      "--list-json",
      ...Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]),
      "--ignore-predefined-vars",
      Object.keys(variables).join(","),
    ],
    { cwd: folder },
  );
  const jobs: { name: string; when: string }[] = JSON.parse(
    list.slice(list.indexOf("[\n"), list.lastIndexOf("\n]") + 2),
  );
  return jobs.filter(({ when }) => when !== "never").map(({ name }) => name);
}

/** Runs what the job has to do after `npm ci`, as GitLab's runner does: in one shell. */
export function runJob(folder: string, name: string, env: Record<string, string>) {
  const pipeline = parse(readFileSync(join(folder, ".gitlab-ci.yml"), "utf8"));
  const commands: string[] = [...pipeline.default.before_script, ...pipeline[name].script];
  const script = commands.filter((command) => command !== "npm ci").join("\n");
  return tryToRun("bash", ["-eo", "pipefail", "-c", script], { cwd: folder, env });
}

interface Pipeline {
  readonly id: number;
  readonly status: string;
  readonly created_at: string;
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
}

/** Keeps issues, and remembers what it was sent with the right token. */
export async function startGitLab(token: string) {
  const received: Received[] = [];
  const openIssues: { iid: number }[] = [];
  let pipelines: Pipeline[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { method = "", url = "" } = request;
    if (request.headers["private-token"] !== token) {
      response.writeHead(401).end('{"message":"401 Unauthorized"}');
      return;
    }
    const form = Object.fromEntries(new URLSearchParams(body));
    if (method !== "GET") received.push({ method, path: url, form });
    if (method === "POST" && url.endsWith("/issues")) openIssues.push({ iid: 7 });
    if (form.state_event === "close") openIssues.length = 0;
    const found = url.includes("/pipelines?") ? pipelines : openIssues;
    response.end(method === "GET" ? JSON.stringify(found) : "{}");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** What was received since the last call. */
    received: () => received.splice(0),
    /** Those of the schedule, the newest first, all of today. */
    runPipelines(latest: readonly Pick<Pipeline, "id" | "status">[]) {
      pipelines = latest.map((one) => ({ ...one, created_at: new Date().toISOString() }));
    },
    /** As a person does. */
    closeIssues: () => {
      openIssues.length = 0;
    },
    close: () => new Promise((closed) => server.close(closed)),
  };
}
