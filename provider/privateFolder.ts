/** A folder for files that another user must not write: they say which tests to keep, or hold code. */
import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `os.userInfo` throws for a user without a name, as containers have them; Windows has no numbers. */
const uid = () => process.getuid?.() ?? -1;

export function privateFolder(purpose: string, parent = tmpdir()): string {
  return join(parent, `pulumi-alexa-${purpose}-${uid()}`);
}

/** @throws if another user could write to the folder. */
export function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const entry = lstatSync(folder);
  const isOwn = uid() < 0 || (entry.uid === uid() && (entry.mode & 0o077) === 0);
  if (entry.isDirectory() && isOwn) return;
  throw new Error(
    `${folder} must be a folder that only this user can access: remove it, or set TMPDIR to another folder.`,
  );
}
