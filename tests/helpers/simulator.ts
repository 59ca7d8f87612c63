/** A simulator for tests: its own endpoints as functions. */
import {
  type AccountName,
  type FaultInput,
  type LoggedRequest,
  type OutOfBandChange,
  type SimulatorOptions,
  type SimulatorSettings,
  type Skill as SkillState,
  simulatedCredentials,
  startSimulator,
} from "../../simulator";
import type { Status } from "../../simulator/betaTests";
import type { Mail } from "../../simulator/state";

export type { Mail };

export interface Skill extends SkillState {
  skillId: string;
  status: Status;
  expiryDate?: string;
  testers: string[];
}

/** Starts a simulator of the test's own; its functions act behind the provider's back. */
export async function startTestSimulator(options: SimulatorOptions = {}) {
  const { url, close } = await startSimulator({ port: 0, transitionDelayMs: 0, ...options });

  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/simulator${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "Content-Type": "application/json" },
      }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  const logged = () => ask<LoggedRequest[]>("GET", "/requests");
  return {
    url,
    close,
    ask,
    injectFault: (fault: FaultInput) => ask("POST", "/faults", fault),
    clearFaults: () => ask("DELETE", "/faults"),
    set: (settings: Partial<SimulatorSettings>) => ask("PATCH", "/settings", settings),
    change: (skillId: string, change: OutOfBandChange) =>
      ask("PUT", `/skills/${skillId}/betaTest`, change),
    remove: (skillId: string) => ask("DELETE", `/skills/${skillId}/betaTest`),
    advanceDays: (advanceDays: number) => ask("POST", "/clock", { advanceDays }),
    advanceMs: (advanceMs: number) => ask("POST", "/clock", { advanceMs }),
    /** Whose the skill is, and whether it is still there. */
    setSkill: (skillId: string, change: Partial<SkillState>) =>
      ask("PUT", `/skills/${skillId}`, change),
    /** Makes a token of the test's own valid, until all expire. */
    issueToken: (accessToken: string, account?: AccountName) =>
      ask("POST", "/tokens", { accessToken, account }),
    expireTokens: () => ask("POST", "/tokens/expire"),
    skill: async (skillId: string) => {
      const skills = await ask<Skill[]>("GET", "/skills");
      return skills.find((skill) => skill.skillId === skillId);
    },
    /** Who was mailed, as `kind emailId`, in the order of the mails. */
    mails: async () => {
      const mails = await ask<Mail[]>("GET", "/mails");
      return mails.map(({ kind, emailId }) => `${kind} ${emailId}`);
    },
    logged,
    /** What Amazon saw since the last call, as `METHOD path status` without the skill's part of the path. */
    requests: async () => {
      const entries = await logged();
      await ask("DELETE", "/requests");
      return entries.map(({ method, path, status }) => `${method} ${shorten(path)} ${status}`);
    },
  };
}
export type TestSimulator = Awaited<ReturnType<typeof startTestSimulator>>;

/** What a program needs in its environment to use the simulator. */
export function environmentFor(url: string): Record<string, string> {
  return {
    ASK_SMAPI_SERVER_BASE_URL: url,
    ASK_LWA_TOKEN_HOST: url,
    ASK_ACCESS_TOKEN: simulatedCredentials.accessToken,
  };
}

/** As {@link environmentFor}, for tokens that have to be asked for first. */
export function refreshEnvironmentFor(url: string): Record<string, string> {
  return {
    ASK_SMAPI_SERVER_BASE_URL: url,
    ASK_LWA_TOKEN_HOST: url,
    ASK_LWA_CLIENT_ID: simulatedCredentials.clientId,
    ASK_LWA_CLIENT_CONFIRMATION: simulatedCredentials.clientSecret,
    ASK_REFRESH_TOKEN: simulatedCredentials.refreshToken,
  };
}

function shorten(path: string): string {
  return path.replace(/^\/v1\/skills\/[^/]+/, "").replace("?maxResults=500", "");
}
