/** The order of the suites: the longest first, so that none is left alone at the end. */
const { default: Sequencer } = require("@jest/test-sequencer");

/** Seconds in a full run on two cores, of those that take more than half a minute. */
const seconds = {
  "e2e/plugin": 208,
  "e2e/parity": 195,
  "e2e/ownership": 142,
  "e2e/credentials": 122,
  "e2e/life": 121,
  "e2e/random": 115,
  "e2e/crash": 102,
  "provider/betaTest/exhaustive": 101,
  "e2e/examples": 100,
  "e2e/gone": 96,
  "e2e/languages": 130,
  "e2e/failure": 93,
  "e2e/storedSettings": 91,
  "model/model": 90,
  "e2e/install": 85,
  "e2e/rate": 79,
  "e2e/examplesTypeScript": 60,
  "e2e/upgrade": 56,
  "e2e/secrets": 47,
  "e2e/expiry": 44,
  "e2e/migration": 35,
  "e2e/quickstart": 34,
  "e2e/badInput": 34,
};

const secondsOf = ({ path }) =>
  Object.entries(seconds).find(([suite]) => path.endsWith(`/tests/${suite}.test.ts`))?.[1] ?? 0;

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => secondsOf(b) - secondsOf(a));
  }
};
