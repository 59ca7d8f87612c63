/** How the text reads: words that must not return because they read like a translation, and lines that are too long. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

/** Each with what to write instead. */
const words: Readonly<Record<string, string>> = {
  anew: "again, new",
  "in place of": "instead of",
  whom: "who, or another sentence",
  "ways? out": "fix",
  wayOut: "fix",
  "goes on": "resumes, continues",
  mends: "fixes",
  "once a (version|machine)": "per version, per machine",
  "a stack a profile": "one profile per stack",
  "said of": "about",
  "not as ask-cli writes it": "not a valid ask-cli file",
  "operation's time was up": "the operation timed out",
};

const isGenerated = /^(docs\/(reference|benchmarks)|sdk\/(python|go|java|dotnet)|.*\/generated\/)/;
const files = execFileSync("git", ["ls-files", "*.md", "*.ts", "*.tsx", "*.mts", "Makefile"], {
  cwd: root,
  encoding: "utf8",
})
  .trim()
  .split("\n")
  // This one has the list, and Bun's licence has its own words.
  .filter((file) => !isGenerated.test(file) && !/words\.test\.ts$|bun\.mts$/.test(file));

function linesWith(pattern: RegExp): string[] {
  return files.flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .flatMap((line, index) =>
        pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
}

test.each(Object.entries(words))('nothing says "%s": %s', (word) => {
  expect(linesWith(new RegExp(`\\b${word}\\b`, "i"))).toEqual([]);
});

/** What a reader sees at once: a sentence, a cell of a table, a line of code. Commands in Markdown are shown as they are. */
function* readLines(file: string): Generator<[number, string]> {
  const isMarkdown = file.endsWith(".md");
  let isFenced = false;
  for (const [index, line] of readFileSync(join(root, file), "utf8").split("\n").entries()) {
    if (isMarkdown && /^\s*```/.test(line)) isFenced = !isFenced;
    if (isFenced) continue;
    const text = isMarkdown
      ? line.replace(/\]\([^)]*\)/g, "]").replace(/`tests\/[^`]*`: /g, "")
      : line;
    const parts = isMarkdown && line.startsWith("|") ? text.split(/(?<!\\)\|/) : [text];
    for (const part of parts) yield [index + 1, part];
  }
}

/** What cannot be broken: a string or an expression that a test expects as a whole, and markup. */
const unbreakable = /^\s*(["'`/].*["'`/][,;]?|<.*>)$/;

test("no line is longer than 140 characters", () => {
  const long = files.flatMap((file) =>
    [...readLines(file)].flatMap(([line, text]) =>
      text.trim().length > 140 && !unbreakable.test(text)
        ? [`${file}:${line}: ${text.trim()}`]
        : [],
    ),
  );
  expect(long).toEqual([]);
});
