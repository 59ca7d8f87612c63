/** Ends a run that failed with the list of the tests that did, which hundreds of lines may precede. */
const { relative } = require("node:path");

module.exports = class FailedTests {
  onRunComplete(_contexts, { testResults }) {
    const lines = testResults.flatMap(({ testFilePath, testExecError, testResults }) => {
      const file = relative(process.cwd(), testFilePath);
      const failed = testResults.filter(({ status }) => status === "failed");
      const names = failed.map(({ fullName }) => `  ${file}: ${fullName}`);
      return testExecError && names.length === 0 ? [`  ${file}: could not be run`] : names;
    });
    if (lines.length > 0) console.error(`\nFailed:\n${lines.join("\n")}`);
  }
};
