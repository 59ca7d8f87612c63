/** For tests that need a browser. Where there is none, they are left out, and a line says so. */
import { findBrowser } from "../../tools/browser.mts";

export function describeInBrowser(what: string, tests: (executable: string) => void): void {
  const executable = findBrowser();
  if (!executable) process.stdout.write(`${what} is skipped: there is no Chromium here\n`);
  (executable ? describe : describe.skip)(what, () => tests(executable ?? ""));
}
