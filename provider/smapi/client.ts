/**
 * Amazon's beta-test operations over HTTP, one function each.
 *
 * Source: https://developer.amazon.com/docs/alexa/smapi/beta-test-rest-api-reference.html
 */

import type { BetaTestApi } from "../betaTest/api";
import { maxTesters, type Tester } from "../betaTest/model";
import type { Operation } from "../clock";
import { notAmazons, SmapiError } from "./SmapiError";
import { type Connection, createSend } from "./send";
import {
  betaTestBody,
  betaTestFrom,
  skillStatusFrom,
  testersBody,
  testersFrom,
  vendorIdsFrom,
} from "./wire";

/** A list that goes on for longer than this is no list of at most 500 testers. */
const maxPages = 100;

/** @param operation ends what is under way, and all that would come after it. */
export function createSmapiClient(connection: Connection, operation: Operation): BetaTestApi {
  const send = createSend(connection, operation);
  const nothing = () => undefined;

  return {
    async getBetaTest(skillId, doubted = false) {
      const path = pathOf(skillId);
      const request = {
        action: "getting the beta test",
        method: "GET",
        path,
        expects: 200,
      } as const;
      return send(request, betaTestFrom).catch(ifNotFound(undefined, doubted));
    },

    async createBetaTest(skillId, details) {
      const body = Object.keys(details).length === 0 ? undefined : betaTestBody(details);
      await send(
        {
          action: "creating the beta test",
          method: "POST",
          path: pathOf(skillId),
          body,
          expects: 201,
        },
        nothing,
      );
    },

    async updateBetaTest(skillId, details) {
      const body = betaTestBody(details);
      await send(
        {
          action: "changing feedbackEmail",
          method: "PUT",
          path: pathOf(skillId),
          body,
          expects: 204,
        },
        nothing,
      );
    },

    async startBetaTest(skillId) {
      const path = `${pathOf(skillId)}/start`;
      await send({ action: "starting the beta test", method: "POST", path, expects: 202 }, nothing);
    },

    async endBetaTest(skillId) {
      const path = `${pathOf(skillId)}/end`;
      await send({ action: "ending the beta test", method: "POST", path, expects: 202 }, nothing);
    },

    async listTesters(skillId) {
      const testers = new Map<string, Tester>();
      const tokens = new Set<string>();
      const request = {
        action: "listing the testers",
        method: "GET",
        path: `${pathOf(skillId)}/testers`,
        expects: 200,
      } as const;
      for (let nextToken: string | undefined; ; ) {
        const query = { maxResults: maxTesters, ...(nextToken !== undefined && { nextToken }) };
        const page = await send({ ...request, query }, testersFrom);
        for (const tester of page.testers) testers.set(tester.emailId, tester);
        nextToken = page.nextToken;
        if (nextToken === undefined) return [...testers.values()];
        // A part of the list would pass for the whole, and people would be invited again.
        if (tokens.has(nextToken) || tokens.size >= maxPages) {
          throw new SmapiError({
            ...request,
            message: "got pages without end",
            outcome: "refused",
            documented: false,
          });
        }
        tokens.add(nextToken);
      }
    },

    async addTesters(skillId, emails) {
      const path = `${pathOf(skillId)}/testers/add`;
      const body = testersBody(emails);
      await send({ action: "adding testers", method: "POST", path, body, expects: 204 }, nothing);
    },

    async removeTesters(skillId, emails) {
      const path = `${pathOf(skillId)}/testers/remove`;
      const body = testersBody(emails);
      await send({ action: "removing testers", method: "POST", path, body, expects: 204 }, nothing);
    },

    async skillIsVisible(skillId) {
      const path = `/v1/skills/${encodeURIComponent(skillId)}/status`;
      const request = {
        action: "looking for the skill",
        method: "GET",
        path,
        expects: 200,
      } as const;
      return send<boolean>(request, skillStatusFrom).catch(ifNotFound(false));
    },

    async listVendorIds() {
      const request = {
        action: "listing the vendors",
        method: "GET",
        path: "/v1/vendors",
        expects: 200,
        // Amazon has vendors for everybody whom it lets in at all.
        adviceOn404: notAmazons,
      } as const;
      return send(request, vendorIdsFrom);
    },
  };
}

/** Only Amazon's own word counts: a proxy's 404 must never pass for "there is none". */
function ifNotFound<T>(value: T, doubted = false): (error: unknown) => T {
  return (error) => {
    if (!(error instanceof SmapiError)) throw error;
    const { status, documented, requestId } = error.failure;
    if (status !== 404 || !documented) throw error;
    // Amazon numbers its answers, and a gateway in its place does not.
    if (doubted && requestId === undefined) {
      throw new SmapiError({ ...error.failure, documented: false, advice: notAmazons });
    }
    return value;
  };
}

function pathOf(skillId: string): string {
  return `/v1/skills/${encodeURIComponent(skillId)}/betaTest`;
}
