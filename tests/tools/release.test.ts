/** What `make release` refuses, and what it leaves when a step fails. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { guides } from "../../tools/guides.mts";
import { run } from "../helpers/command";

const root = resolve(__dirname, "../..");
let clone: string;

/** A repository with the release scripts, and a Makefile whose checks are known to fail. */
beforeEach(async () => {
  clone = mkdtempSync(join(tmpdir(), "pulumi-alexa-release-"));
  mkdirSync(join(clone, "tools"));
  for (const tool of ["release", "changelog", "guides", "run"]) {
    cpSync(join(root, `tools/${tool}.mts`), join(clone, `tools/${tool}.mts`));
  }
  write("package.json", '{\n  "name": "pulumi-alexa",\n  "version": "0.1.0"\n}\n');
  write("package-lock.json", '{\n  "name": "pulumi-alexa",\n  "lockfileVersion": 3\n}\n');
  for (const file of [
    "provider/schema.json",
    "docs/examples/draft/index.ts",
    "docs/_index.md",
    ...guides,
    "examples/go/go.mod",
    "sdk/schema.sha256",
    ...["python", "go", "java", "dotnet"].map((language) => `sdk/${language}/README.md`),
  ]) {
    mkdirSync(join(clone, file, ".."), { recursive: true });
    write(file, "\n");
  }
  write(
    "CHANGELOG.md",
    "# Changelog\n\n## Unreleased\n\n- News.\n\n## 0.1.0 - 2026-01-31\n\n- All.\n",
  );
  write(
    "Makefile",
    "schema:\n\techo generated > provider/schema.json; echo new > sdk/python/new.py\nfails:\n\tfalse\n",
  );
  await git("init", "--quiet");
  await commitAll();
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

const write = (file: string, text: string) => writeFileSync(join(clone, file), text);
const git = (...args: string[]) => run("git", args, { cwd: clone });
async function commitAll() {
  const who = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  await git("add", ".");
  await git(...who, "commit", "--quiet", "-m", "all");
}
const release = (version: string) =>
  run(process.execPath, ["tools/release.mts", version, "fails"], { cwd: clone });

test("a release whose checks fail leaves the tree as it was", async () => {
  await expect(release("0.2.0")).rejects.toThrow(
    /release: 4\/9 run `make fails`[\s\S]*release: failed; the tree is as it was/,
  );
  expect(await git("status", "--porcelain")).toBe("");
  expect(await git("tag")).toBe("");
  expect(readFileSync(join(clone, "package.json"), "utf8")).toContain("0.1.0");
}, 60_000);

test("what cannot be released is refused before anything is changed", async () => {
  await expect(release("0.1.0")).rejects.toThrow(
    "0.1.0 is not higher than 0.1.0, the last release",
  );
  await expect(release("next")).rejects.toThrow("make release VERSION=x.y.z");
  write("notes.txt", "a note");
  await expect(release("0.2.0")).rejects.toThrow(
    /commit or stash these changes first:\n\?\? notes.txt/,
  );
  rmSync(join(clone, "notes.txt"));
  write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n## 0.1.0 - 2026-01-31\n\n- All.\n");
  await commitAll();
  await expect(release("0.2.0")).rejects.toThrow('says nothing under "Unreleased"');
  await git("tag", "v0.3.0");
  write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- News.\n");
  await commitAll();
  await expect(release("0.3.0")).rejects.toThrow("the tag v0.3.0 already exists");
  expect(await git("status", "--porcelain")).toBe("");
}, 60_000);
