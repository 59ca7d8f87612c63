/** Words that read like a translation: what was taken out must not return. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

/** Each with what to write instead. */
const words: Readonly<Record<string, string>> = {
  anew: "again, new",
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
const files = execFileSync("git", ["ls-files", "*.md", "*.ts", "*.tsx", "*.mts"], {
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
