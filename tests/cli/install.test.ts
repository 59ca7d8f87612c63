/** The plugin, where Pulumi looks for it. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Installation, installPlugin } from "../../cli/install";
import { version } from "../../package.json";

let home: string;
let plugin: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "pulumi-alexa-home-"));
  plugin = mkdtempSync(join(home, "dist-"));
  for (const file of ["main.js", "server.js"]) writeFileSync(join(plugin, file), "new");
  folder = join(home, "plugins", `resource-alexa-v${version}`);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const install = (options: Partial<Installation> = {}) =>
  installPlugin({ plugin, home, force: false, platform: "linux", ...options });
const installed = () => readFileSync(join(folder, "pulumi-resource-alexa"), "utf8");

test("it is in Pulumi's folder, executable, with nothing else", () => {
  expect(install()).toBe(
    `Installed the plugin alexa ${version} in ${folder}. Programs in any language use it from there.`,
  );
  expect(readdirSync(join(home, "plugins"))).toEqual([`resource-alexa-v${version}`]);
  expect(readdirSync(folder).sort()).toEqual(["pulumi-resource-alexa", "server.js"]);
  expect(statSync(join(folder, "pulumi-resource-alexa")).mode & 0o777).toBe(0o755);
});

test("a version that is installed already stays, perhaps a standalone executable, unless it is to be replaced", () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "pulumi-resource-alexa"), "standalone");
  expect(install()).toMatch(/is installed already, in .* add --force/);
  expect(installed()).toBe("standalone");
  expect(install({ force: true })).toMatch(/^Installed/);
  expect(installed()).toBe("new");
});

test("an empty folder is no installation", () => {
  mkdirSync(folder, { recursive: true });
  expect(install()).toMatch(/^Installed/);
  expect(installed()).toBe("new");
});

test("what an interrupted download left behind is replaced", () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}.partial`, "");
  expect(install()).toMatch(/^Installed/);
  expect(installed()).toBe("new");
  expect(readdirSync(join(home, "plugins"))).toEqual([`resource-alexa-v${version}`]);
});

test("on Windows, where a script cannot be started by itself, a command starts it", () => {
  install({ platform: "win32" });
  expect(readdirSync(folder).sort()).toEqual(["main.js", "pulumi-resource-alexa.cmd", "server.js"]);
  expect(readFileSync(join(folder, "pulumi-resource-alexa.cmd"), "utf8")).toBe(
    '@node "%~dp0main.js" %*\r\n',
  );
});

test("a folder that cannot be written is an error that says how to choose another", () => {
  const file = join(plugin, "main.js");
  expect(() => install({ home: file })).toThrow(
    /^cannot write to Pulumi's folder: ENOTDIR.*Set PULUMI_HOME to use another one\.$/,
  );
});

test("a failure leaves nothing half done behind", () => {
  expect(() => install({ plugin: join(home, "missing.js") })).toThrow(/ENOENT/);
  expect(readdirSync(join(home, "plugins"))).toEqual([]);
});
