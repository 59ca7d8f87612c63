#!/usr/bin/env node
/** Stands for GitHub's command line: what it knows and what it was told to do is in gh.json of the working directory. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

const text = { type: "string" };
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    "body-file": text,
    branch: text,
    comment: text,
    description: text,
    force: { type: "boolean" },
    jq: text,
    json: text,
    label: text,
    limit: text,
    state: text,
    status: text,
    title: text,
    workflow: text,
  },
});
if (process.env.GH_TOKEN !== "gh-token") process.exit(4);

const known = JSON.parse(readFileSync("gh.json", "utf8"));
const [noun, verb, id] = positionals;
const command = noun === "api" ? noun : `${noun} ${verb}`;

const readings = {
  api: () => (verb === "repos/o/r/commits/main" ? { sha: known.head } : undefined),
  "issue list": () => known.issues.filter(({ label }) => label === values.label),
  "run list": () => (values.branch === "main" ? known.runs : []).slice(0, Number(values.limit)),
  "run view": () => known.runs.find(({ databaseId }) => databaseId === Number(id)),
};
const changes = {
  "label create": () => {},
  "issue create": () => known.issues.push({ number: 7, label: values.label }),
  "issue edit": () => {},
  "issue close": () => {
    known.issues = known.issues.filter(({ number }) => number !== Number(id));
  },
};

if (readings[command]) {
  const input = JSON.stringify(readings[command]());
  const jq = spawnSync("jq", ["--raw-output", values.jq], { input });
  process.stdout.write(jq.stdout);
  process.exitCode = jq.status;
} else {
  const file = values["body-file"];
  const body = file && readFileSync(file, "utf8");
  const { label, title } = values;
  known.said.push({ command, id, label, title, body });
  changes[command]();
  writeFileSync("gh.json", JSON.stringify(known));
}
