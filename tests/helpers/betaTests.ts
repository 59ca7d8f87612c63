/** Beta tests as they are after a while, with people who have accepted: what no request of a client makes so. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BetaTest, Tester } from "../../simulator/state";
import { startTestSimulator } from "./simulator";

const dayMs = 24 * 60 * 60 * 1000;

export function tester(emailId: string, properties: Partial<Tester> = {}): Tester {
  const associationDate = "2026-01-01T00:00:00.000Z";
  return { emailId, associationDate, invitationStatus: "NOT_ACCEPTED", ...properties };
}

export function accepted(emailId: string): Tester {
  return tester(emailId, { invitationStatus: "ACCEPTED" });
}

export function manyTesters(count: number): Tester[] {
  return Array.from({ length: count }, (_, index) => tester(`tester-${index}@example.com`));
}

export function draft(...testers: Tester[]): BetaTest {
  return { testers };
}

/** It has run for ten days. */
export function running(...testers: Tester[]): BetaTest {
  const startedAtMs = Date.now() - 10 * dayMs;
  return { testers, startedAtMs, runningAtMs: startedAtMs };
}

export function ended(...testers: Tester[]): BetaTest {
  const endedAtMs = Date.now() - dayMs;
  return { ...running(...testers), endRequestedAtMs: endedAtMs, endedAtMs };
}

/** A simulator that has these beta tests, by skill id. */
export async function startSimulatorWith(betaTests: Readonly<Record<string, BetaTest>>) {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-state-"));
  const stateFile = join(folder, "state.json");
  writeFileSync(stateFile, JSON.stringify({ clockOffsetMs: 0, betaTests, mails: [] }));
  const simulator = await startTestSimulator({ stateFile });
  return {
    ...simulator,
    async close() {
      await simulator.close();
      rmSync(folder, { recursive: true });
    },
  };
}
