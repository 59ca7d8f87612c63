/** Whether Amazon responds, and as which account. */
import type { Credentials } from "../../provider/auth/credentials";
import type { Operation } from "../../provider/clock";
import { systemClock } from "../../provider/clock";
import { type AmazonAccount, connectToAmazon } from "../../provider/connect";
import { createHttpClient, type HttpResponse } from "../../provider/http/HttpClient";
import { isLoopback } from "../../provider/http/loopback";
import { withDeadline } from "../../provider/resource/withDeadline";
import type { Settings } from "../../provider/settings";
import { requestIdIn } from "../../provider/smapi/send";
import type { Console } from "../console";
import { type Account, settingsOf } from "../skills/accounts";
import { titleOf } from "../skills/ask";
import type { Skill } from "../skills/choose";
import { type Check, ok, problem } from "./check";

/** Long enough for a slow proxy, and short enough to wait for. */
const timeoutMs = 10_000;

export async function checkAccount(
  account: Account,
  skills: readonly Skill[],
  console: Pick<Console, "environment">,
): Promise<Check[]> {
  const name = account.profile === undefined ? "credentials" : `credentials (${account.profile})`;
  let settings: Settings;
  try {
    settings = settingsOf(account, console);
  } catch (error) {
    return [problem(name, (error as Error).message)];
  }
  const { credentials, endpoint } = settings;
  const [reached, known, refreshed] = await Promise.all([
    checkEndpoint(endpoint),
    checkToken(await connectToAmazon(settings), skills),
    checkRefresh(settings),
  ]);
  return [ok(name, describeCredentials(credentials, account)), ...reached, ...known, ...refreshed];
}

/** As long as there is an access token, nobody notices that there will not be another. */
async function checkRefresh(settings: Settings): Promise<Check[]> {
  const { accessToken, ...credentials } = settings.credentials;
  if (!accessToken || !credentials.refresh) return [];
  const name = "refresh token";
  try {
    const { token } = await connectToAmazon({ ...settings, credentials });
    await inTime(token);
    return [ok(name, "gets access tokens")];
  } catch (error) {
    return [problem(name, (error as Error).message)];
  }
}

function describeCredentials(
  { origin, accessToken, refresh }: Credentials,
  account: Account,
): string {
  const place = {
    configuration: "the stack's configuration",
    environment: "the environment",
    profile: `ask-cli's profile${account.profile ? ` "${account.profile}"` : ""}`,
  }[origin];
  const expiresAtMs = accessToken?.expiresAtMs ?? Number.POSITIVE_INFINITY;
  const until = Number.isFinite(expiresAtMs)
    ? `, which expires at ${new Date(expiresAtMs).toISOString()}`
    : "";
  const kinds = [
    ...(accessToken ? [`an access token${until}`] : []),
    ...(refresh ? ["a refresh token with its client id and secret"] : []),
  ];
  return `from ${place}: ${kinds.join(" and ")}`;
}

/** Asks without a token: who answers, and what time it is there, does not depend on one. */
async function checkEndpoint(endpoint: string): Promise<Check[]> {
  const name = "endpoint";
  try {
    const http = createHttpClient(endpoint, systemClock, {
      idleMs: timeoutMs,
      requestMs: timeoutMs,
    });
    const response = await inTime((operation) =>
      http({ method: "GET", path: "/v1/vendors" }, operation),
    );
    const isAmazon = requestIdIn(response) !== undefined;
    const answer = isAmazon
      ? ok(name, `${endpoint} answers`)
      : problem(
          name,
          `${endpoint} answers with ${response.status}, but not as Amazon does`,
          "Check alexa:endpoint or ASK_SMAPI_SERVER_BASE_URL, and any proxy in between.",
        );
    const isSimulator = isAmazon && isLoopback(new URL(endpoint).hostname);
    return [answer, ...checkClock(response, isSimulator)];
  } catch (error) {
    const fix =
      "Check the network, alexa:endpoint or ASK_SMAPI_SERVER_BASE_URL, HTTPS_PROXY, " +
      "and NODE_EXTRA_CA_CERTS for a certificate authority of your own.";
    return [problem(name, `${endpoint} ${(error as Error).message}`, fix)];
  }
}

/** Off by more, tokens seem to be valid that are not, and the other way round. */
const maxSkewMs = 5 * 60_000;

function checkClock({ headers }: HttpResponse, isSimulator: boolean): Check[] {
  const theirs = Date.parse(String(headers.date));
  if (Number.isNaN(theirs)) return [];
  const skewMs = Date.now() - theirs;
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (isSimulator && Math.abs(skewMs) > maxSkewMs)
    return [ok("clock", "the simulator's clock was moved")];
  return [
    Math.abs(skewMs) <= maxSkewMs
      ? ok("clock", seconds <= 2 ? "matches Amazon's" : `${seconds} s off Amazon's`)
      : problem(
          "clock",
          `${seconds} s ${skewMs > 0 ? "ahead of" : "behind"} Amazon's`,
          "Correct this machine's clock: it decides whether a token counts as expired.",
        ),
  ];
}

/** The rest only makes sense with a token that Amazon takes. */
async function checkToken(account: AmazonAccount, skills: readonly Skill[]): Promise<Check[]> {
  const done: Check[] = [];
  try {
    await inTime((operation) => account.token(operation));
    done.push(ok("access token", "available"));
  } catch (error) {
    return [problem("access token", (error as Error).message)];
  }
  try {
    const vendors = await inTime((operation) => account.api(operation).listVendorIds());
    done.push(ok("account", vendors.length === 1 ? "1 vendor" : `${vendors.length} vendors`));
  } catch (error) {
    return [...done, problem("account", (error as Error).message)];
  }
  return [...done, ...(await Promise.all(skills.map((skill) => checkSkill(account, skill))))];
}

async function checkSkill({ api }: AmazonAccount, skill: Skill): Promise<Check> {
  const name = `skill ${titleOf(skill)}`;
  try {
    if (await inTime((operation) => api(operation).skillIsVisible(skill.skillId)))
      return ok(name, "visible to this account");
    const fix = ["Check the id, and whose credentials these are.", skill.hint];
    return problem(
      name,
      "Amazon finds no such skill in this account",
      fix.filter(Boolean).join(" "),
    );
  } catch (error) {
    return problem(name, (error as Error).message, skill.hint);
  }
}

function inTime<T>(work: (operation: Operation) => Promise<T>): Promise<T> {
  const cancelled = new AbortController().signal;
  return withDeadline({ timeoutMs, clock: systemClock, cancelled, onWait: async () => {} }, work);
}
