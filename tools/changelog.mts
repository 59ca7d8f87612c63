/** The rules of CHANGELOG.md: what the last release is, which version may follow, how a release is entered. */

const unreleased = "## Unreleased\n";

/** The version of the newest release, if there is any. */
export function lastRelease(changelog: string): string | undefined {
  return /^## (\d+\.\d+\.\d+)\b/m.exec(changelog)?.[1];
}

/** @throws unless `version` is x.y.z and above the last release. */
export function assertNextVersion(version: string, last: string | undefined): void {
  if (!/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$/.test(version)) {
    throw new Error(`"${version}" is not a version: run \`make release VERSION=x.y.z\``);
  }
  if (last !== undefined && !isAbove(version, last)) {
    throw new Error(`${version} is not higher than ${last}, the last release`);
  }
}

/**
 * Moves what is under "Unreleased" under the version and its date.
 *
 * @throws where there is nothing to release.
 */
export function withRelease(changelog: string, version: string, date: string): string {
  const [before, after] = changelog.split(unreleased);
  if (after === undefined) throw new Error('CHANGELOG.md has no "## Unreleased"');
  const [notes = ""] = after.split(/^## /m);
  if (!/^- /m.test(notes)) throw new Error('CHANGELOG.md says nothing under "Unreleased"');
  return `${before}${unreleased}\n## ${version} - ${date}\n${after}`;
}

function isAbove(version: string, other: string): boolean {
  const [left, right] = [version, other].map((it) => it.split(".").map(Number));
  const difference = left?.map((part, i) => part - (right?.[i] ?? 0)).find((it) => it !== 0);
  return difference !== undefined && difference > 0;
}
