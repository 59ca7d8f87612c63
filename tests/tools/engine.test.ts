/** The Pulumi CLI that `make` installs, from npm or, where downloads are out of reach, from Go modules. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { devDependencies } from "../../package.json";

test("the CLI's Go modules have the version of its npm launcher", () => {
  const modules = readFileSync(join(__dirname, "../../tools/engine/cli/go.mod"), "utf8");
  for (const name of ["pkg", "sdk"]) {
    const [, version] =
      new RegExp(`github\\.com/pulumi/pulumi/${name}/v3 v(\\S+)`).exec(modules) ?? [];
    expect(version).toBe(devDependencies.pulumi);
  }
});
