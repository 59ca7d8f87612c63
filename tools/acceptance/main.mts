/** The run as a process: credentials of the environment, a terminal, Ctrl-C, the file. */
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { systemClock } from "../../provider/clock.ts";
import { connectToAmazon } from "../../provider/connect.ts";
import { redact } from "../../provider/http/redact.ts";
import { resolveSettings, type Settings } from "../../provider/settings.ts";
import { Refused } from "./access.mts";
import { InputError, type Inputs, readInputs } from "./inputs.mts";
import { timeOf } from "./open.mts";
import { createProject } from "./provider.mts";
import { type Result, runAcceptance } from "./run.mts";
import type { CountMails } from "./walk.mts";

/** A run takes less, and a token that expires on the way could not end what it started. */
const neededMs = 50 * 60_000;

/** @param root the checkout. @returns the exit code. */
export async function main(root: string): Promise<number> {
  try {
    const inputs = readInputs(process.env, Date.now());
    requireWritable(inputs.out);
    const settings = resolveSettings(() => undefined, process.env, systemClock.now());
    requireLastingToken(settings);
    const result = await run(root, inputs, settings);
    write(inputs.out, result.report);
    return conclude(result, inputs);
  } catch (error) {
    console.error(`acceptance: ${messageOf(error)}`);
    return 1;
  }
}

/** @throws {InputError} if the report could not be written, or would replace another one. */
function requireWritable(out: string): void {
  if (existsSync(out))
    throw new InputError(
      `OUT must be a file that is not there yet. Remove ${out}, or set OUT=FILE.`,
    );
  try {
    accessSync(dirname(resolve(out)), constants.W_OK);
  } catch {
    throw new InputError(
      `OUT must be in a folder that can be written, and ${out} is not. Set OUT=FILE.`,
    );
  }
}

/** What was found must not be lost. */
function write(out: string, report: string): void {
  try {
    writeFileSync(out, report);
  } catch (error) {
    console.log(report);
    throw error;
  }
}

/** @throws {Refused} if the token expires during the run. */
export function requireLastingToken({ credentials }: Pick<Settings, "credentials">): void {
  const { accessToken, refresh } = credentials;
  if (refresh || !accessToken || accessToken.expiresAtMs >= systemClock.now() + neededMs) return;
  throw new Refused(
    "The access token expires within 50 minutes, and a run that cannot end its test must not begin. " +
      "Run `ask configure` again, or set ASK_REFRESH_TOKEN with its client id and secret.",
  );
}

async function run(root: string, inputs: Inputs, settings: Settings): Promise<Result> {
  const { accessToken, refresh } = settings.credentials;
  const account = await connectToAmazon(settings);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const signal = interruption();
  return runAcceptance({
    ...{ inputs, version, signal, clock: systemClock, endpoint: settings.endpoint },
    token: (operation) => account.token(operation),
    secrets: [accessToken?.value, refresh?.clientId, refresh?.clientSecret, refresh?.refreshToken],
    folders: [root, homedir(), tmpdir()],
    say: (line) => console.error(`acceptance: ${line}`),
    agree: (announcement) => agree(announcement, inputs, signal),
    countMails: countMails(inputs, signal),
    createProject: () => createProject(root, process.env, signal),
  });
}

function conclude({ remains, problem }: Result, { out }: Inputs): number {
  console.log(`acceptance: ${out}`);
  if (problem) console.error(`acceptance: the run stopped early: ${redact(problem)}`);
  console.error(`acceptance: ${remains.text}`);
  return problem || remains.isOpen ? 1 : 0;
}

const canAsk = () => Boolean(process.stdin.isTTY && process.stderr.isTTY);

async function agree(announcement: string, { isAgreed }: Inputs, signal: AbortSignal) {
  console.error(announcement);
  if (isAgreed) return true;
  if (!canAsk()) {
    throw new Refused(
      "Nothing was changed: there is no terminal to ask at. Set YES=1 to continue without.",
    );
  }
  // Ctrl-C is a no.
  const answer = await askPerson("Continue? [y/N] ", signal).catch(() => "");
  return /^y(es)?$/i.test(answer.trim());
}

/** The test runs meanwhile, so that an answer is not waited for without end. */
const answerLimitMs = 10 * 60_000;

function countMails({ isAgreed }: Inputs, signal: AbortSignal): CountMails {
  return async ({ address, fromMs, toMs }) => {
    if (isAgreed || !canAsk()) return undefined;
    const answer = await askPerson(
      `How many invitations did ${address} get since ${timeOf(fromMs)} UTC? The last can have been sent at ${timeOf(toMs)}: ` +
        "wait a few minutes. Enter, if you don't know: ",
      signal,
    );
    return /^\d{1,3}$/.test(answer.trim()) ? Number(answer) : undefined;
  };
}

/** @returns nothing if nobody answers. */
async function askPerson(question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C at the question, and Ctrl-D, which otherwise would leave it open.
  lines.on("SIGINT", () => process.emit("SIGINT"));
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  const late = setTimeout(() => lines.close(), answerLimitMs);
  try {
    return await Promise.race([lines.question(question, { signal }), closed]);
  } finally {
    clearTimeout(late);
    lines.close();
  }
}

/** The first signal stops the questions; the cleaning up continues until it is done, or until the third. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  let count = 0;
  const interrupt = () => {
    count++;
    if (count === 1) controller.abort(new Error("interrupted"));
    if (count < 3) console.error("\nacceptance: interrupted; ending the test first");
    else process.exit(130);
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, interrupt);
  return controller.signal;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
