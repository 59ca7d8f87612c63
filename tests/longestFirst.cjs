/** The order of the suites: the longest first, so that none is left alone at the end. */
const { default: Sequencer } = require("@jest/test-sequencer");

/** Seconds in a full run on two cores, of those that take more than half a minute. */
const seconds = {
  "e2e/plugin": 235,
  "e2e/parity": 200,
  "e2e/testers": 195,
  "e2e/languages": 194,
  "e2e/storedSettings": 172,
  "e2e/ownership": 154,
  "e2e/failure": 148,
  "e2e/expiry": 145,
  "e2e/gone": 142,
  "e2e/credentials": 118,
  "e2e/life": 116,
  "e2e/random": 103,
  "provider/betaTest/exhaustive": 101,
  "e2e/examples": 94,
  "e2e/secrets": 92,
  "e2e/install": 91,
  "model/model": 90,
  "e2e/sdkVersions": 82,
  "e2e/pullRequests": 82,
  "e2e/crash": 74,
  "e2e/rate": 70,
  "e2e/fleet": 66,
  "e2e/upgrade": 66,
  "e2e/replaced": 75,
  "e2e/examplesTypeScript": 55,
  "e2e/migration": 32,
  "e2e/quickstart": 31,
  "e2e/badInput": 30,
};

const secondsOf = ({ path }) =>
  Object.entries(seconds).find(([suite]) => path.endsWith(`/tests/${suite}.test.ts`))?.[1] ?? 0;

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => secondsOf(b) - secondsOf(a));
  }
};
