/** What the docs list is what there is. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { formatFigure, summaryOf } from "../bench/figures.mts";
import type { Results } from "../bench/results.mts";
import { simulatorCommand } from "../cli/simulator";
import { version } from "../package.json";
import { credentialSettings } from "../provider/auth/credentials";
import { settingDefinitions, settingNames } from "../provider/settings";
import { betaTestArguments, betaTestOutputs } from "../sdk/properties";
import { apiVariantsSchema } from "../simulator/apiVariants";
import { controlRoutes } from "../simulator/control";
import { faultKinds } from "../simulator/faults";
import type { SimulatorParts } from "../simulator/parts";
import { settingsSchema } from "../simulator/settings";
import { guides } from "../tools/guides.mts";
import { chooserOf } from "../tools/schemaExamples.mts";
import { testConsole } from "./helpers/console";

const root = resolve(__dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

test("the README's program is the quickstart, which the tests run", () => {
  expect(read("README.md")).toContain(`\`\`\`ts\n${read("examples/quickstart/index.ts")}\`\`\``);
});

test("the table of arguments has each of them, and the text below it each output", () => {
  const [, table = "", text = ""] =
    /(\| argument \|[\s\S]*?)\n\n(The outputs [\s\S]*?)\n\n/.exec(read("docs/lifecycle.md")) ?? [];
  const rows = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(rows).toEqual(betaTestArguments);
  for (const name of Object.keys(betaTestOutputs)) {
    if (!betaTestArguments.includes(name)) expect(text).toContain(`\`${name}\``);
  }
});

test("the table of settings names each of them and its environment", () => {
  const page = read("docs/credentials.md");
  for (const [name, { variable }] of Object.entries(settingDefinitions)) {
    expect(page).toContain(`\`alexa:${name}\``);
    if (variable) expect(page).toContain(`\`${variable}\``);
  }
});

test("the schema has each setting, its environment variable and default, and what is secret", () => {
  const { variables } = JSON.parse(read("provider/schema.json")).config;
  expect(Object.keys(variables)).toEqual(settingNames);
  for (const name of settingNames) {
    const { variable, default: value, isSecret } = settingDefinitions[name];
    expect([name, variables[name].secret]).toEqual([name, isSecret]);
    if (variable) expect(variables[name].description).toContain(`\`${variable}\``);
    const isCredential = (credentialSettings as readonly string[]).includes(name);
    const environment = variables[name].defaultInfo?.environment;
    expect([name, environment]).toEqual([name, isCredential ? undefined : variable && [variable]]);
    if (value) expect(variables[name].description).toContain(value);
  }
});

test("every row of the table of front ends names a test that is there", () => {
  const shownBy: Record<string, [file: string, test: string]> = {
    needs: [
      "install",
      "an empty ES-module program installs the package and runs; so do the plugin and the simulator",
    ],
    languages: ["languages", "the program in examples/$folder goes through its life"],
    "drift in a preview": [
      "parity",
      "shows drift in a preview, and looks in the preview of a new resource",
    ],
    "preview of a new resource": [
      "parity",
      "shows drift in a preview, and looks in the preview of a new resource",
    ],
    "`ignoreChanges`": [
      "parity",
      "leaves alone what ignoreChanges names, in the program and at Amazon",
    ],
    "`pulumi import`": ["parity", "imports what is there, or cannot"],
    "`customTimeouts`": ["parity", "hears of customTimeouts as the table says"],
    "Ctrl-C": [
      "cancel",
      "ends every kind of wait at once, keeps what was done, and the next up resumes from there",
    ],
    "several accounts in one program": [
      "plugin",
      "one program uses two accounts, and looks at a test that it does not manage",
    ],
    "reading a test that is not managed": [
      "plugin",
      "one program uses two accounts, and looks at a test that it does not manage",
    ],
  };
  const [, table = ""] =
    /\| dynamic resource \| plugin \|\n\|[-|]+\n([\s\S]*?)\n\n/.exec(read("docs/front-ends.md")) ??
    [];
  const rows = table.split("\n").map((row) => row.split(" | ")[0]?.replace(/^\| /, ""));
  expect(rows).toEqual(Object.keys(shownBy));
  for (const [file, name] of Object.values(shownBy)) {
    expect(read(`tests/e2e/${file}.test.ts`)).toContain(`"${name}"`);
  }
});

test("every example but that of .NET is run by a test, names its dependencies, and says how to run it", () => {
  const languages = [...read("tests/e2e/languages.test.ts").matchAll(/\{\s*folder: "(.+?)"/g)];
  const others = ["TypeScript", "Policies", "WholeSkill"].flatMap((name) => {
    const [, list = ""] =
      /const examples = \[(.*?)\]/s.exec(read(`tests/e2e/examples${name}.test.ts`)) ?? [];
    return [...list.matchAll(/"(.+?)"/g)];
  });
  // The quickstart has quickstart.test.ts and install.test.ts; pull-requests has a test of that name, and no program.
  const tested = [...languages, ...others].map(([, folder = ""]) => folder);
  const folders = [...tested, "quickstart", "pull-requests", "dotnet"].sort();
  const list = read("examples/README.md");
  expect(readdirSync(join(root, "examples")).sort()).toEqual(["README.md", ...folders]);
  expect([...list.matchAll(/^\| \[(.+?)\]\(\1\)/gm)].map(([, folder]) => folder).sort()).toEqual(
    folders,
  );
  for (const folder of folders) {
    const files = readdirSync(join(root, "examples", folder));
    const [comment = ""] = files.includes("README.md")
      ? [read(`examples/${folder}/README.md`)]
      : read(`examples/${folder}/Pulumi.yaml`).split(/^(?!#)/m);
    if (folder !== "pull-requests") expect(comment).toMatch(/npm install|pulumi plugin install/);
    if (!files.includes("package.json")) continue;
    const { dependencies } = JSON.parse(read(`examples/${folder}/package.json`));
    expect(dependencies).toHaveProperty(folder === "policies" ? "@pulumi/policy" : "pulumi-alexa");
  }
});

test("the registry's pages have each setting, and the example in every language", () => {
  const page = read("docs/installation-configuration.md");
  for (const [name, { variable = "" }] of Object.entries(settingDefinitions)) {
    expect(page).toMatch(new RegExp(`^\\| \`alexa:${name}\`.*${variable}`, "m"));
  }
  expect(read("docs/_index.md")).toContain(chooserOf("running-test"));
});

test("the files of a release that the guides name are this version's", () => {
  for (const guide of guides.filter((file) => file.endsWith(".md"))) {
    const versions = read(guide).match(/(?<=(alexa|-go|-dotnet|-v)[-_ ]?)\d+\.\d+\.\d+/g) ?? [];
    expect(new Set(versions)).toEqual(new Set([version]));
  }
});

test("every scenario of docs/reliability.md names a test that is there", () => {
  const rows = [...read("docs/reliability.md").matchAll(/^\| (\d+) \|.*\| `(.+?)`: (.+) \|$/gm)];
  const [, count] = /^\| scenarios above \| (\d+), /m.exec(read("docs/reliability.md")) ?? [];
  expect(rows.map(([, number]) => Number(number))).toEqual(
    Array.from({ length: Number(count) }, (_, i) => i + 1),
  );
  for (const [, , file = "", name] of rows) expect(read(file)).toContain(`"${name}"`);
});

test("docs/reliability.md names everything that Amazon does not document", () => {
  const names = Object.keys(apiVariantsSchema.entries);
  const [, section = ""] = read("docs/reliability.md").split("## Undocumented behaviour\n");
  const rows = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual(names.sort());
});

describe("docs/simulator.md", () => {
  test("has each endpoint of the simulator's own, and no other", () => {
    const { routes } = controlRoutes({} as SimulatorParts);
    const endpoints = routes
      .filter(({ method }) => method !== "ALL")
      .map(
        ({ method, path }) => `${method} ${path.replace("/simulator", "").replace(/:\w+/, "ID")}`,
      );
    const [, table = ""] =
      /\| endpoint \|.*\n\|[-|]+\n([\s\S]*?)\n\n/.exec(read("docs/simulator.md")) ?? [];
    const named = table
      .split("\n")
      .flatMap((row) => row.split(" | ")[0]?.match(/[A-Z]+ \/[\w/]+/g));
    expect(named.sort()).toEqual(endpoints.sort());
  });

  test("names every other setting, every kind of fault, and every option", () => {
    const page = read("docs/simulator.md");
    const variants = Object.keys(apiVariantsSchema.entries);
    const settings = Object.keys(settingsSchema.entries).filter((name) => !variants.includes(name));
    for (const name of settings) expect(page).toContain(`\`${name}\``);
    for (const kind of faultKinds) {
      expect(page).toMatch(new RegExp(`\`${kind}\`|"kind": "${kind}"`));
    }
    for (const { long } of simulatorCommand(testConsole()).options)
      expect(page).toContain(`\`${long} `);
  });
});

test("the figures of speed are those of the last benchmarks", () => {
  const { measurements }: Results = JSON.parse(read("bench/results.json"));
  const seconds = (id: string, contender: string, size?: number) => {
    const rows = measurements.find((measurement) => measurement.id === id)?.rows;
    const row = rows?.find((each) => each.contender === contender && each.size === size);
    return formatFigure(summaryOf(row?.values ?? []).median, "s");
  };
  const [, section = ""] = /\n## Speed\n([\s\S]*?)$/.exec(read("docs/front-ends.md")) ?? [];
  const preview = (contender: string) => seconds("unchanged-preview", contender, 100);
  const up = (contender: string) => seconds("first-up", contender);
  expect(section).toContain(
    `| a preview without a change | ${preview("plugin")} | ${preview("dynamic")}; ${preview("dynamic, flag")} with \`PULUMI_PARALLEL_DIFF=true\` | ${preview("nothing")}: Pulumi, with a resource that does nothing |`,
  );
  expect(section).toContain(
    `| the first up | ${up("plugin")}; ${up("plugin, --parallel 100")} with \`--parallel 100\` | ${up("dynamic")} | ${up("ask-cli, one by one")}: ask-cli, one skill after the other |`,
  );
});

test("every link of the docs leads to a file, and to a heading if it names one", () => {
  const pages = [
    ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"],
    ...filesIn("docs", ".md"),
    ...filesIn("examples", ".md"),
  ];
  const broken = pages.flatMap((page) =>
    [...withoutCode(read(page)).matchAll(/\]\((?!\w+:)([^)#]*)(?:#([^)]+))?\)/g)]
      .filter(([, target = "", heading]) => {
        const file = target === "" ? page : join(dirname(page), target);
        if (!existsSync(join(root, file))) return true;
        return heading !== undefined && !anchorsOf(read(file)).includes(heading);
      })
      .map(([link]) => `${page}: ${link}`),
  );
  expect(broken).toEqual([]);
});

const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, "");

/** As GitHub makes them of headings, and as the reference has them by name. */
function anchorsOf(text: string): string[] {
  const headings = [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
  return [...headings, ...[...text.matchAll(/<a id="(.+?)">/g)].map(([, id = ""]) => id)];
}

test("every end-to-end file says what it alone shows", () => {
  const silent = filesIn("tests/e2e", ".test.ts").filter((file) => !read(file).startsWith("/**"));
  expect(silent).toEqual([]);
});

/** Blocks that nothing here can run: ESC is a service of Pulumi's. */
const notRun = ["pulumiConfig:", "environment:"];

test("every program and configuration of the docs is in a file that a test runs", () => {
  const pages = ["README.md", ...filesIn("docs", ".md")].filter(
    (page) => !/docs\/(reference|_index)/.test(page),
  );
  const sources = [
    ...filesIn("examples", ".ts", ".yaml", ".py", ".go", ".java", ".json"),
    ...filesIn("docs/examples", ".ts", ".yaml", ".py"),
    ...filesIn("tests/e2e", ".ts"),
  ].map((file) => dedented(read(file)));
  for (const page of pages) {
    // tests/e2e/install.test.ts writes the files of these two as they say.
    if (page === "README.md") continue;
    const blocks = read(page).matchAll(/(`([\w.]+)`:\n\n)?```(ts|js|yaml|python)\n([\s\S]*?)```/g);
    for (const [, , file, , block = ""] of blocks) {
      if (file && page === "docs/getting-started.md") continue;
      if (notRun.some((it) => block.includes(it))) continue;
      expect([page, block, sources.some((text) => text.includes(dedented(block)))]).toEqual([
        page,
        block,
        true,
      ]);
    }
  }
});

test("every heading of docs/troubleshooting.md is a message of ours, or says that it is Pulumi's", () => {
  const page = read("docs/troubleshooting.md");
  const code = [...filesIn("provider", ".ts"), ...filesIn("sdk", ".ts")]
    .map(read)
    .join("\n")
    .replace(/" \+\s*"|` \+\s*"|" \+\s*`/g, "");
  const pattern = (heading: string) =>
    new RegExp(
      heading
        .replace(/[.*+?^()|[\]\\]/g, "\\$&")
        .replace(/"default"|500|alexa:\w+$|(?<=in the )environment|RUNNING/g, ".{1,40}?"),
    );
  const unknown = [...page.matchAll(/^### (.+)\n\n([\s\S]*?)(?=\n\n#|$)/gm)]
    .filter(([, heading = "", text = ""]) => {
      const isPulumis = heading.startsWith("`") || text.startsWith("These are Pulumi's own words");
      return !isPulumis && !pattern(heading).test(code);
    })
    .map(([, heading]) => heading);
  expect(unknown).toEqual([]);
});

const dedented = (text: string) => text.replace(/^[ \t]+/gm, "").trim();

function filesIn(folder: string, ...endings: string[]): string[] {
  const skip = /(^|\/)(node_modules|dist|venv|target|release|\.git)(\/|$)/;
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => !skip.test(file) && endings.some((it) => file.endsWith(it)))
    .map((file) => join(folder, file));
}
