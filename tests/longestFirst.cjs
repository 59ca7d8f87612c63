/** The order of the suites: the longest first, so that none is left alone at the end. */
const { default: Sequencer } = require("@jest/test-sequencer");

/** Seconds on two idle cores, of those that take long. */
const seconds = {
  "e2e/plugin": 95,
  "e2e/rate": 60,
  "e2e/ownership": 55,
  "e2e/random": 50,
  "e2e/life": 45,
  "model/model": 45,
  "e2e/parity": 40,
  "e2e/crash": 40,
  "e2e/credentials": 40,
  "provider/betaTest/exhaustive": 35,
  "e2e/install": 35,
  "e2e/languages": 35,
  "e2e/failure": 30,
  "provider/http/eventLoop": 12,
  "provider/fuzz": 10,
};

const secondsOf = ({ path }) =>
  Object.entries(seconds).find(([suite]) => path.endsWith(`/tests/${suite}.test.ts`))?.[1] ?? 0;

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => secondsOf(b) - secondsOf(a));
  }
};
