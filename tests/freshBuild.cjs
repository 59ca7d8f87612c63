/** The tests of the engine run dist/: one that is older than the sources would test what is no more. */
const { globSync, statSync } = require("node:fs");

module.exports = () => {
  const changedAtMs = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const builtAtMs = changedAtMs("dist/sdk/index.js");
  const newer = globSync("{provider,sdk,simulator,cli}/**/*.{ts,mts,tsx,css,json}").filter(
    (file) => changedAtMs(file) > builtAtMs,
  );
  if (newer.length > 0) throw new Error(`dist/ is older than ${newer[0]}: run \`make dist\`.`);
};
