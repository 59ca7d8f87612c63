import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

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

test("every scenario of docs/reliability.md names a test that is there", () => {
  const rows = [...read("docs/reliability.md").matchAll(/^\| (\d+) \|.*\| `(.+?)`: (.+) \|$/gm)];
  expect(rows.map(([, number]) => Number(number))).toEqual(
    Array.from({ length: 25 }, (_, i) => i + 1),
  );
  for (const [, , file = "", name] of rows) expect(read(file)).toContain(`"${name}"`);
});
