/** Lets a process of its own require the sources, without a build: `node --require` this. */
const { transformFileSync } = require("@swc/core");

const options = {
  jsc: { target: "es2022", parser: { syntax: "typescript" } },
  module: { type: "commonjs" },
};

require.extensions[".ts"] = (module, file) =>
  module._compile(transformFileSync(file, options).code, file);
