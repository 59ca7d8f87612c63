/** Bun, which turns the plugin's bundle into an executable for any of the platforms. */
import { createHash } from "node:crypto";
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { run } from "../run.mts";
import type { Platform } from "./executable.mts";

export const bunVersion = "1.4.5";

/** Its npm packages hold no licence: this is what its repository's LICENSE.md comes to. */
export const bunLicence = `${"-".repeat(100)}
Bun ${bunVersion} (MIT)

The executable contains Bun, https://bun.com, by Oven and contributors, under the MIT licence below. Bun links statically
JavaScriptCore and parts of WebKit (LGPL-2), tinycc (LGPL-2.1), and other libraries, which are listed with their
licences and sources in https://github.com/oven-sh/bun/blob/bun-v${bunVersion}/LICENSE.md. As the LGPL asks, you can
replace them: that file says how to build Bun with other versions of them, and tools/plugin/bun.mts in this provider's
repository how any Bun builds the executable.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;

interface Runtime {
  /** Bun's own name of the platform. */
  readonly name: string;
  /** Of the npm package, as the registry had it when the version was pinned. */
  readonly integrity: string;
}

/** By Pulumi's names of the platforms. */
export const runtimes: Readonly<Record<Platform, Runtime>> = {
  "linux-amd64": {
    name: "linux-x64",
    integrity:
      "sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==",
  },
  "linux-arm64": {
    name: "linux-aarch64",
    integrity:
      "sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==",
  },
  "darwin-amd64": {
    name: "darwin-x64",
    integrity:
      "sha512-qkLPMGHZM9NI6CeHTWwVezzmlo6cC4Ta7yUAjYIWXS366qQcOlcp75t2uZyiuVRBMPS0h9qE0tCcvCHGaFqjJg==",
  },
  "darwin-arm64": {
    name: "darwin-aarch64",
    integrity:
      "sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==",
  },
  "windows-amd64": {
    name: "windows-x64",
    integrity:
      "sha512-FNvply651vcE/GHgNWz6mZvhmkwBuu8Hw54oNzA+CQog+HW+542rXQmZqNHRkFxazD9L3xi+iTtvO3engAgJfw==",
  },
  "windows-arm64": {
    name: "windows-aarch64",
    integrity:
      "sha512-MiPFZnBNDnBXgr1oONc5pizC4fOLjnIOfNkYdFEnWzLmoFTg86naZIG3SvS7d/GglpQSAnCKMAzSjI/TAckiRw==",
  },
};

/** Compiles `entry`, which imports nothing that is not in it, to `executable`. */
export function compile(
  entry: string,
  executable: string,
  platform: Platform,
  cache: string,
): void {
  run(bunFor(platformHere(), cache), [
    "build",
    entry,
    "--compile",
    "--bytecode",
    `--target=bun-${runtimes[platform].name}`,
    `--compile-executable-path=${bunFor(platform, cache)}`,
    `--outfile=${executable}`,
    // It runs in the folder of the user's program, whose files are not for it.
    "--no-compile-autoload-dotenv",
    "--no-compile-autoload-bunfig",
    // A library's own, which would make the result depend on where it was built.
    '--define=__dirname="/"',
  ]);
}

/** @throws if Bun does not run on this machine. */
export function platformHere(): Platform {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const platform = `${os}-${process.arch === "x64" ? "amd64" : process.arch}`;
  if (platform in runtimes) return platform as Platform;
  throw new Error(`Bun cannot build on ${platform}, only on ${Object.keys(runtimes).join(", ")}`);
}

/** Bun's executable for a platform: from the cache, or else from the npm registry. */
function bunFor(platform: Platform, cache: string): string {
  const { name, integrity } = runtimes[platform];
  const folder = join(cache, `bun-${bunVersion}`, name);
  const file = join(folder, platform.startsWith("windows") ? "bun.exe" : "bun");
  if (existsSync(file)) return file;
  mkdirSync(join(folder, ".."), { recursive: true });
  const draft = mkdtempSync(`${folder}.`);
  try {
    const tarball = download(`@oven/bun-${name}@${bunVersion}`, draft);
    const found = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
    if (found !== integrity) {
      throw new Error(`@oven/bun-${name}@${bunVersion} is not what was pinned: it has ${found}`);
    }
    run("tar", ["-xzf", tarball, "-C", draft]);
    // Another build may have been faster.
    if (!existsSync(file)) renameSync(join(draft, "package/bin"), folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return file;
}

function download(spec: string, folder: string): string {
  console.log(`plugin: downloading ${spec}`);
  try {
    run("npm", ["pack", spec, "--pack-destination", folder, "--loglevel=error"]);
  } catch (error) {
    // More of npm's lines only repeat these.
    const reason = (error as Error).message.split("\n").slice(0, 5).join("\n");
    throw new Error(
      `${spec} is not in the cache, and cannot be had from the npm registry: ${reason}`,
    );
  }
  return join(folder, globSync("*.tgz", { cwd: folder })[0] as string);
}
