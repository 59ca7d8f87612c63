/** The pictures of docs are what the code and a real run show today. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "../helpers/command";
import { isRunnable } from "../helpers/languages";

const root = resolve(__dirname, "../..");
const picture = (name: string) => readFileSync(join(root, "docs/pictures", name), "utf8");

/** In a process of its own, as `make pictures` does it: what draws them are ES modules. */
const draw = (module: string, name: string) =>
  run(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import { ${name} } from "./tools/pictures/${module}.mts"; process.stdout.write(await ${name}());`,
    ],
    { cwd: root },
  );

test("the diagram of a test's life is drawn from the function that plans", async () => {
  expect(await draw("stateMachine", "drawStateMachine")).toBe(picture("state-machine.svg"));
});

const hasTerminal = isRunnable("The picture of a preview", [["script", "--version"]]);
(hasTerminal ? test : test.skip)(
  "the picture of a preview is a preview's",
  async () => {
    // The engine looks at several resources at a time, so their order varies.
    const linesOf = (svg: string) =>
      svg
        .replace(/ y=".*?"|[├└]/g, "")
        .split("\n")
        .sort();
    expect(linesOf(await draw("preview", "drawPreview"))).toEqual(linesOf(picture("preview.svg")));
  },
  60_000,
);
