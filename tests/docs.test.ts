/** What the docs list is what there is. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { faultKinds } from "../simulator/faults";
import { apiVariantsSchema, settingsSchema } from "../simulator/settings";

const root = resolve(__dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

test("the README's program is the quickstart, which the tests run", () => {
  expect(read("README.md")).toContain(`\`\`\`ts\n${read("examples/quickstart/index.ts")}\`\`\``);
});

test("the README's table of settings names each of them and its environment", () => {
  const settings = read("provider/settings.ts");
  const [, table = ""] = /const environmentNames = \{([^}]+)\}/.exec(settings) ?? [];
  const names = [...table.matchAll(/(\w+): (?:"(\w+)"|undefined)/g)];
  expect(names).toHaveLength(8);
  for (const [, name, environmentName] of names) {
    expect(read("README.md")).toContain(`\`alexa:${name}\``);
    if (environmentName) expect(read("README.md")).toContain(`\`${environmentName}\``);
  }
});

test("every row of the README's table of front ends names a test that is there", () => {
  const shownBy: Record<string, [file: string, test: string]> = {
    needs: [
      "install",
      "an empty ES-module program installs the package and runs; so do the plugin and the simulator",
    ],
    languages: ["languages", "a YAML program goes through its life"],
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
    "Ctrl-C": ["plugin", "Ctrl-C breaks off the wait at once and keeps what was done"],
    "several accounts in one program": [
      "plugin",
      "one program uses two accounts, and looks at a test that it does not manage",
    ],
    "a look at a test that is not managed": [
      "plugin",
      "one program uses two accounts, and looks at a test that it does not manage",
    ],
  };
  const [, table = ""] =
    /\| dynamic resource \| plugin \|\n\|[-|]+\n([\s\S]*?)\n\n/.exec(read("README.md")) ?? [];
  const rows = table.split("\n").map((row) => row.split(" | ")[0]?.replace(/^\| /, ""));
  expect(rows).toEqual(Object.keys(shownBy));
  for (const [file, name] of Object.values(shownBy)) {
    expect(read(`tests/e2e/${file}.test.ts`)).toContain(`"${name}"`);
  }
});

test("every scenario of docs/reliability.md names a test that is there", () => {
  const rows = [...read("docs/reliability.md").matchAll(/^\| (\d+) \|.*\| `(.+?)`: (.+) \|$/gm)];
  expect(rows.map(([, number]) => Number(number))).toEqual(
    Array.from({ length: 40 }, (_, i) => i + 1),
  );
  for (const [, , file = "", name] of rows) expect(read(file)).toContain(`"${name}"`);
});

test("docs/reliability.md names everything that Amazon does not document", () => {
  const names = apiVariantsSchema.keyof().options;
  const [, list = ""] =
    /`PATCH \/simulator\/settings`: ([^)]+)\)/.exec(read("docs/reliability.md")) ?? [];
  expect(list.match(/\w+/g)).toEqual(names);
});

test("the README names every other setting of the simulator, and every kind of fault", () => {
  const variants = new Set<string>(apiVariantsSchema.keyof().options);
  const settings = settingsSchema.keyof().options.filter((name) => !variants.has(name));
  for (const name of settings) expect(read("README.md")).toContain(`\`${name}\``);
  for (const kind of faultKinds) {
    expect(read("README.md")).toMatch(new RegExp(`\`${kind}\`|"kind": "${kind}"`));
  }
});
