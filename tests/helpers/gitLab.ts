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

/** What the part of the API that the jobs read says, by the end of its path. */
export interface Readings {
  readonly "/pipelines": readonly {
    id: number;
    name: string;
    status: string;
    created_at: string;
  }[];
  readonly "/repository/commits/main": { readonly id: string };
  readonly "/pipelines/30/jobs": readonly { readonly name: string }[];
}

interface Issue {
  readonly iid: number;
  readonly label: string;
}

function changeIssues(
  issues: readonly Issue[],
  path: string,
  form: Received["form"],
): readonly Issue[] {
  if (path === "/issues") return [...issues, { iid: 7, label: form.labels ?? "" }];
  return form.state_event === "close"
    ? issues.filter(({ iid }) => path !== `/issues/${iid}`)
    : issues;
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
}

/** Keeps issues, and remembers what it was sent with the right token. */
export async function startGitLab(token: string) {
  const received: Received[] = [];
  let openIssues: readonly Issue[] = [];
  let readings: Partial<Readings> = {};
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { method = "", url = "" } = request;
    if (request.headers["private-token"] !== token) {
      response.writeHead(401).end('{"message":"401 Unauthorized"}');
      return;
    }
    const { pathname, searchParams } = new URL(url, "http://gitlab");
    const path = pathname.replace("/projects/1", "");
    if (method === "GET") {
      const labels = searchParams.get("labels");
      const issues = openIssues.filter(({ label }) => label === labels);
      const found = path === "/issues" ? issues : readings[path as keyof Readings];
      response.writeHead(found ? 200 : 404).end(JSON.stringify(found ?? {}));
      return;
    }
    const form = Object.fromEntries(new URLSearchParams(body));
    received.push({ method, path, form });
    openIssues = changeIssues(openIssues, path, form);
    response.end("{}");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** What was received since the last call. */
    received: () => received.splice(0),
    /** What GETs are answered from now on. */
    answer(answers: Readings) {
      readings = answers;
    },
    /** As a person does. */
    setOpenIssues(issues: readonly Issue[]) {
      openIssues = issues;
    },
    close: () => new Promise((closed) => server.close(closed)),
  };
}
