/**
 * Does all of a release that needs no registry: `release.mts VERSION CHECK`, which `make release` runs. CHECK is the
 * make target that has to pass. Nothing is changed where the release is refused; where a step fails, the tree is
 * restored.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assertNextVersion, lastRelease, withRelease } from "./changelog.mts";
import { guides } from "./guides.mts";
import { run } from "./run.mts";

const root = join(import.meta.dirname, "..");
const [version = "", check = "test"] = process.argv.slice(2);
const tag = `v${version}`;
const tarball = `release/pulumi-alexa-${version}.tgz`;
const changelogFile = join(root, "CHANGELOG.md");
const generated = ["sdk/python", "sdk/go", "sdk/java", "sdk/dotnet", "sdk/schema.sha256"];
const changedFiles = [
  ...guides,
  "docs/_index.md",
  "CHANGELOG.md",
  "package.json",
  "package-lock.json",
  "provider/schema.json",
  "docs/examples",
  "examples/go",
  ...generated,
];

interface Step {
  does: string;
  run: () => void;
}

const steps: Step[] = [
  { does: `set the version to ${version} in package.json and package-lock.json`, run: setVersion },
  { does: `move CHANGELOG.md's "Unreleased" under ${version}`, run: moveNotes },
  { does: "regenerate the schema and the SDKs", run: () => make("schema") },
  { does: `run \`make ${check}\``, run: () => make(check) },
  { does: `pack ${tarball}`, run: pack },
  { does: "check the package in an empty project", run: checkPackage },
  { does: "pack the SDKs of other languages", run: () => make("sdks") },
  { does: "build the plugin for every platform, and sum up all files", run: () => make("plugin") },
  { does: `commit, and tag ${tag}`, run: commitAndTag },
];

// The command that Ctrl-C interrupts fails, and so does its step.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});

try {
  refuseWhatCannotBeReleased();
  console.log(`release ${version}:`);
  steps.forEach(({ does }, i) => {
    console.log(`  ${i + 1}. ${does}`);
  });
  release();
  console.log(`release: ${tag} is ready. To publish it:

  git push origin HEAD ${tag}
  npm publish ${tarball}

and upload the plugin's archives, SHA256SUMS and the SDKs of ${version} in release/ to where users find them. To undo it:

  git tag -d ${tag} && git reset --hard HEAD~1 && rm ${tarball}`);
} catch (error) {
  console.error(`release: ${(error as Error).message}`);
  process.exitCode = 1;
}

function refuseWhatCannotBeReleased(): void {
  const changelog = readFileSync(changelogFile, "utf8");
  assertNextVersion(version, lastRelease(changelog));
  withRelease(changelog, version, today());
  if (git("tag", "--list", tag) !== "") throw new Error(`the tag ${tag} already exists`);
  git("var", "GIT_COMMITTER_IDENT"); // fails without a name and an address to commit with
  const changes = git("status", "--porcelain");
  if (changes !== "") throw new Error(`commit or stash these changes first:\n${changes}`);
}

function release(): void {
  try {
    steps.forEach(({ does, run }, i) => {
      console.log(`release: ${i + 1}/${steps.length} ${does}`);
      run();
    });
  } catch (error) {
    restore();
    throw new Error(`${(error as Error).message}\nrelease: failed; the tree is as it was`);
  }
}

function setVersion(): void {
  const options = ["--no-git-tag-version", "--allow-same-version", "--ignore-scripts"];
  const before = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
  run("npm", ["version", version, ...options], { cwd: root });
  for (const guide of guides) {
    const path = join(root, guide);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(before, version));
  }
  const addresses = addressesIn(process.env);
  if (addresses.length > 0) run("npm", ["pkg", "set", ...addresses], { cwd: root });
}

/**
 * Where the project is published, as it was given to this release: package.json keeps it for the next ones, and the
 * schema and the SDKs follow from package.json.
 */
function addressesIn({
  REPOSITORY: repository,
  PLUGIN_SERVER: server,
}: NodeJS.ProcessEnv): string[] {
  return [
    ...(repository
      ? [
          "repository.type=git",
          `repository.url=git+${repository}.git`,
          `homepage=${repository}#readme`,
          `bugs.url=${repository}/issues`,
        ]
      : []),
    ...(server ? [`pulumi.server=${server}`] : []),
  ];
}

function moveNotes(): void {
  const changelog = readFileSync(changelogFile, "utf8");
  writeFileSync(changelogFile, withRelease(changelog, version, today()));
}

function pack(): void {
  mkdirSync(join(root, "release"), { recursive: true });
  run("npm", ["pack", "--pack-destination", "release", "--loglevel=error"], { cwd: root });
  if (!existsSync(join(root, tarball))) throw new Error(`npm packed no ${tarball}`);
}

function checkPackage(): void {
  run("node", ["tools/checkPackage.mts", tarball], { cwd: root, show: true });
}

function commitAndTag(): void {
  const others = git("status", "--porcelain", "--", ".", ...changedFiles.map((it) => `:!${it}`));
  if (others !== "") throw new Error(`these files changed during the release:\n${others}`);
  git("add", "--", ...changedFiles);
  git("commit", "--quiet", "-m", `Release ${tag}`);
  try {
    git("tag", "-a", tag, "-m", tag);
  } catch (error) {
    git("reset", "--quiet", "--soft", "HEAD~1");
    throw error;
  }
}

function restore(): void {
  git("restore", "--source=HEAD", "--staged", "--worktree", "--", ...changedFiles);
  git("clean", "-fdq", "--", ...generated);
  rmSync(join(root, tarball), { force: true });
}

function make(target: string): void {
  run("make", [target], { cwd: root, show: true });
}

function git(...args: string[]): string {
  return run("git", args, { cwd: root }).trimEnd();
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
