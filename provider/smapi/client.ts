/**
 * Amazon's beta-test operations over HTTP, one function each.
 *
 * Source: https://developer.amazon.com/docs/alexa/smapi/beta-test-rest-api-reference.html
 */
import type { BetaTestApi, TesterMailApi } from "../betaTest/api";
import { maxTesters, type Tester } from "../betaTest/BetaTest";
import type { Operation } from "../clock";
import { SmapiError, undocumentedResponseHint } from "./SmapiError";
import { type Connection, createSend, type SmapiRequest } from "./send";
import {
  betaTestBody,
  parseBetaTest,
  parseSkillStatus,
  parseTestersPage,
  parseVendorIds,
  testersBody,
} from "./wire";

export type SmapiClient = BetaTestApi & TesterMailApi;
type OperationName = Exclude<keyof SmapiClient, "now">;

/** The status is the only one that means success. */
type Endpoint = readonly [
  method: SmapiRequest["method"],
  path: string,
  status: number,
  action: string,
];

const endpoints = {
  getBetaTest: ["GET", "/v1/skills/{skillId}/betaTest", 200, "getting the beta test"],
  createBetaTest: ["POST", "/v1/skills/{skillId}/betaTest", 201, "creating the beta test"],
  updateBetaTest: ["PUT", "/v1/skills/{skillId}/betaTest", 204, "changing the beta test"],
  startBetaTest: ["POST", "/v1/skills/{skillId}/betaTest/start", 202, "starting the beta test"],
  endBetaTest: ["POST", "/v1/skills/{skillId}/betaTest/end", 202, "ending the beta test"],
  listTesters: ["GET", "/v1/skills/{skillId}/betaTest/testers", 200, "listing the testers"],
  addTesters: ["POST", "/v1/skills/{skillId}/betaTest/testers/add", 204, "adding testers"],
  removeTesters: ["POST", "/v1/skills/{skillId}/betaTest/testers/remove", 204, "removing testers"],
  sendReminder: [
    "POST",
    "/v1/skills/{skillId}/betaTest/testers/sendReminder",
    204,
    "reminding testers",
  ],
  requestFeedback: [
    "POST",
    "/v1/skills/{skillId}/betaTest/testers/requestFeedback",
    204,
    "asking testers for feedback",
  ],
  skillIsVisible: ["GET", "/v1/skills/{skillId}/status", 200, "looking for the skill"],
  listVendorIds: ["GET", "/v1/vendors", 200, "listing the vendors"],
} as const satisfies Record<OperationName, Endpoint>;

/** More than 500 testers have, at Amazon's page size or a tenth of it. */
const maxPages = 100;

/** @param operation what its signal aborts: the request in flight, and all that would follow. */
export function createSmapiClient(connection: Connection, operation: Operation): SmapiClient {
  const send = createSend(connection, operation);

  /** Sends a request whose response has no content that matters. */
  function change(name: OperationName, skillId: string, body?: object): Promise<void> {
    return send({ ...requestTo(name, skillId), body }, () => undefined);
  }

  function mail(
    name: "sendReminder" | "requestFeedback",
    skillId: string,
    emails: readonly string[],
  ): Promise<void> {
    const request = { ...requestTo(name, skillId), body: testersBody(emails), resendsMail: true };
    return send(request, () => undefined);
  }

  return {
    now: () => connection.amazonClock.now(),

    getBetaTest: (skillId, { strict = false } = {}) =>
      send(requestTo("getBetaTest", skillId), parseBetaTest).catch(
        ifNotFound(undefined, { strict }),
      ),

    createBetaTest: (skillId, details) =>
      change(
        "createBetaTest",
        skillId,
        Object.keys(details).length === 0 ? undefined : betaTestBody(details),
      ),

    updateBetaTest: (skillId, details) => change("updateBetaTest", skillId, betaTestBody(details)),

    startBetaTest: (skillId) => change("startBetaTest", skillId),

    endBetaTest: (skillId) => change("endBetaTest", skillId),

    async listTesters(skillId) {
      const request = requestTo("listTesters", skillId);
      const testers = new Map<string, Tester>();
      const tokens = new Set<string>();
      for (let nextToken: string | undefined; ; ) {
        const query = { maxResults: maxTesters, nextToken };
        const page = await send({ ...request, query }, parseTestersPage);
        for (const tester of page.testers) testers.set(tester.emailId, tester);
        nextToken = page.nextToken;
        if (nextToken === undefined) return [...testers.values()];
        // A part of the list would pass for the whole, and people would be invited again.
        if (tokens.has(nextToken) || tokens.size >= maxPages) {
          const message = "pages without end";
          throw new SmapiError({ ...request, status: 200, message, documented: false });
        }
        tokens.add(nextToken);
      }
    },

    addTesters: (skillId, emails) => change("addTesters", skillId, testersBody(emails)),

    removeTesters: (skillId, emails) => change("removeTesters", skillId, testersBody(emails)),

    sendReminder: (skillId, emails) => mail("sendReminder", skillId, emails),

    requestFeedback: (skillId, emails) => mail("requestFeedback", skillId, emails),

    skillIsVisible: (skillId) =>
      send<boolean>(requestTo("skillIsVisible", skillId), parseSkillStatus).catch(
        // A gateway that knows neither path would have a running test forgotten.
        ifNotFound(false, { strict: true }),
      ),

    // Amazon lists vendors for every valid token, so a 404 is not Amazon's.
    listVendorIds: () =>
      send({ ...requestTo("listVendorIds"), hintOn404: undocumentedResponseHint }, parseVendorIds),
  };
}

function requestTo(name: OperationName, skillId = ""): SmapiRequest {
  const [method, path, expectedStatus, action] = endpoints[name];
  return {
    action,
    method,
    path: path.replace("{skillId}", encodeURIComponent(skillId)),
    expectedStatus,
  };
}

/** Only Amazon's own word counts: a proxy's 404 must never pass for "there is none". */
function ifNotFound<T>(value: T, { strict }: { strict: boolean }): (error: unknown) => T {
  return (error) => {
    if (!(error instanceof SmapiError)) throw error;
    const { status, documented, requestId } = error.failure;
    if (status !== 404 || !documented) throw error;
    // Amazon's responses have a request id; those of a gateway in its place do not.
    if (strict && requestId === undefined) {
      throw new SmapiError({
        ...error.failure,
        documented: false,
        hint: undocumentedResponseHint,
      });
    }
    return value;
  };
}
