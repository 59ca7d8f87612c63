import { SmapiError } from "../../../provider/smapi/SmapiError";

const request = {
  action: "starting the beta test",
  method: "POST",
  path: "/v1/skills/a/betaTest/start",
  message: "No",
  documented: true,
};

test.each([
  [200, "uncertain", undefined, "does not document this response"],
  [302, "refused", undefined, "does not document this response"],
  [400, "unacceptable", undefined, "correct what its message points out"],
  [401, "refused", "settings", "set a new token (alexa:accessToken or ASK_ACCESS_TOKEN)"],
  [403, "refused", "settings", "alexa::ask:skills:readwrite"],
  [404, "refused", undefined, "skill id is correct"],
  [408, "uncertain", undefined, "does not document this response"],
  [409, "uncertain", undefined, "once it has stopped changing"],
  [413, "unacceptable", undefined, "does not document this response"],
  [418, "refused", undefined, "does not document this response"],
  [429, "refused", "unreachable", "is rate limiting requests"],
  [500, "uncertain", "unreachable", "it resumes where it stopped"],
  [503, "uncertain", "unreachable", "it resumes where it stopped"],
])(
  "after %s, a change is %s, the category is %s, and the hint says %j",
  (status, outcome, category, hint) => {
    const error = new SmapiError({ ...request, status });
    expect(error).toMatchObject({ outcome, category });
    expect(error.message).toContain(
      `starting the beta test failed: POST /v1/skills/a/betaTest/start returned ${status}: No. `,
    );
    expect(error.message).toContain(hint);
  },
);

test.each([
  ["ECONNRESET", "uncertain", "it resumes where it stopped"],
  ["ENOTFOUND", "refused", "Check alexa:endpoint"],
  ["RESPONSE_TOO_LARGE", "uncertain", "it resumes where it stopped"],
])(
  "after %s, a change is %s, Amazon is unreachable, and the hint says %j",
  (code, outcome, hint) => {
    const error = new SmapiError({ ...request, code });
    expect(error).toMatchObject({ outcome, category: "unreachable" });
    expect(error.message).toContain(hint);
  },
);
