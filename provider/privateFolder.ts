/** A folder for files that another user must not write: they say which tests to keep, or hold code. */
import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `os.userInfo` throws for a user without a name, as containers have them; Windows has no numbers. */
const uid = () => process.getuid?.() ?? -1;

export function privateFolder(purpose: string, parent = tmpdir()): string {
  return join(parent, `pulumi-alexa-${purpose}-${uid()}`);
}

/** @throws if the folder cannot be created, or another user could write to it. */
export function makePrivate(folder: string): void {
  try {
    // Not recursive: where the system says ENOENT though the parent exists, as in /proc, Node then tries for ever.
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST") {
      throw new Error(`${message}: set TMPDIR to a folder that this user can write to.`);
    }
  }
  if (isPrivate(folder)) return;
  throw new Error(
    `${folder} must be a folder that only this user can access: remove it, or set TMPDIR to another folder.`,
  );
}

/** Whether it is there, and only this user can access it. */
export function isPrivate(folder: string): boolean {
  const entry = lstatSync(folder, { throwIfNoEntry: false });
  if (!entry?.isDirectory()) return false;
  return uid() < 0 || (entry.uid === uid() && (entry.mode & 0o077) === 0);
}
