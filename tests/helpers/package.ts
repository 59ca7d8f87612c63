/** The package as npm publishes it. */
import { join, resolve } from "node:path";
import { version } from "../../package.json";
import { run } from "./command";

/** @returns the tarball in `folder`, of what `make dist` built. */
export async function pack(folder: string): Promise<string> {
  const options = ["--ignore-scripts", "--loglevel=silent", "--pack-destination", folder];
  await run("npm", ["pack", ...options], { cwd: resolve(__dirname, "../..") });
  return join(folder, `pulumi-alexa-${version}.tgz`);
}
