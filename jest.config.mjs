/** The tests by what they need: `make quick` runs neither those of the engine nor the explorations, which take long. */
import { availableParallelism } from "node:os";

const all = "**/tests/**/*.test.ts";
const engine = "**/tests/e2e/*.test.ts";
/** They take long, or measure time. */
const explorations = [
  "**/{model,exhaustive,exchange,fuzz,eventLoop}.test.ts",
  "**/tests/bench/report.test.ts",
];

const project = (displayName, ...testMatch) => ({
  displayName,
  testMatch,
  transform: {
    "^.+\\.[mc]?[jt]s$": [
      "@swc/jest",
      {
        jsc: { target: "es2022", parser: { syntax: "typescript" } },
        module: { type: "commonjs" },
      },
    ],
  },
  // These have ES modules alone.
  transformIgnorePatterns: ["/node_modules/(?!(?:@actions/expressions|markdown-table)/)"],
  moduleNameMapper: {
    "^(\\.{1,2}/.*)\\.js$": "$1",
    "^@actions/expressions$": "<rootDir>/node_modules/@actions/expressions/dist/index.js",
    "^markdown-table$": "<rootDir>/node_modules/markdown-table/index.js",
  },
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.quickstart/"],
});

export default {
  projects: [
    project("quick", all, `!${engine}`, ...explorations.map((each) => `!${each}`)),
    project("explorations", ...explorations),
    { ...project("engine", engine), globalSetup: "<rootDir>/tests/freshBuild.cjs" },
  ],
  testTimeout: 20_000,
  reporters: ["default", "<rootDir>/tests/failedTests.cjs"],
  testSequencer: "<rootDir>/tests/longestFirst.cjs",
  // The tests of the engine wait for processes most of the time.
  maxWorkers: availableParallelism() + 1,
};
