/** What `make plugin` checks in executables that cannot be run here, and how it packs them. */
import { execFileSync } from "node:child_process";
import { tar } from "../../tools/plugin/archive.mts";
import { platformOf } from "../../tools/plugin/executable.mts";
import { sign, verify } from "../../tools/plugin/signature.mts";

const signatureAt = 10_000;

/** A Mach-O of three pages, with room for a signature of one: as Bun leaves it, which adds code after signing. */
function macExecutable({ cpu = 0x1000007 } = {}): Buffer {
  const file = Buffer.alloc(signatureAt + 200, "code");
  const segment = (name: string, offset: number, size: number) => {
    const command = Buffer.alloc(72);
    command.writeUInt32LE(0x19, 0);
    command.writeUInt32LE(command.length, 4);
    command.write(name, 8);
    command.writeBigUInt64LE(4096n, 32);
    command.writeBigUInt64LE(BigInt(offset), 40);
    command.writeBigUInt64LE(BigInt(size), 48);
    return command;
  };
  const words = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);
  const header = words(0xfeedfacf, cpu, 0, 2, 3, 72 + 72 + 16, 0, 0);
  const signature = words(0x1d, 16, signatureAt, 200);
  const text = segment("__TEXT", 0, 8192);
  const linkEdit = segment("__LINKEDIT", 8192, file.length - 8192);
  file.set(Buffer.concat([header, text, linkEdit, signature]));
  return file;
}

test("a macOS executable is signed again, and a later change of any part of it is found", () => {
  const executable = macExecutable();
  expect(() => verify(executable)).toThrow();
  const signed = sign(executable, "plugin");
  expect(() => verify(signed)).not.toThrow();
  expect(platformOf(signed)).toBe("darwin-amd64");
  for (const at of [1000, 4095, 4096, signatureAt - 1, signed.length - 1]) {
    const changed = Buffer.from(signed);
    changed[at] = (changed[at] as number) ^ 1;
    expect(() => verify(changed)).toThrow("the signature is not of page");
  }
  expect(sign(signed, "plugin").equals(signed)).toBe(true);
});

/** The first bytes of an executable. */
function header(magic: string, machineAt: number, machine: number): Buffer {
  const file = Buffer.alloc(128);
  file.write(magic, "latin1");
  file.writeUInt32LE(64, 0x3c);
  file.write("PE\0\0", 64, "latin1");
  file.writeUInt16LE(machine, machineAt);
  return file;
}

test.each([
  ["linux-amd64", header("\x7fELF", 18, 62)],
  ["linux-arm64", header("\x7fELF", 18, 183)],
  ["darwin-arm64", macExecutable({ cpu: 0x100000c })],
  ["windows-amd64", header("MZ", 68, 0x8664)],
  ["windows-arm64", header("MZ", 68, 0xaa64)],
])("an executable for %s is known by its header", (platform, file) => {
  expect(platformOf(file)).toBe(platform);
});

test("an executable for another machine, or none, is refused", () => {
  for (const file of [header("\x7fELF", 18, 8), header("#!/b", 18, 62)]) {
    expect(() => platformOf(file)).toThrow("not an executable of Linux, macOS or Windows");
  }
});

test("tar unpacks what is packed, and the same is always packed the same", () => {
  const entries = [
    { name: "README.md", content: Buffer.from("read me") },
    { name: "plugin", content: Buffer.alloc(1024, "x"), isExecutable: true },
  ];
  const archive = tar(entries);
  expect(archive.equals(tar(entries))).toBe(true);
  const listed = execFileSync("tar", ["-tvf", "-"], { input: archive, encoding: "utf8" });
  expect(listed).toMatch(/^-rw-r--r-- .* 7 .*1985.* README\.md\n-rwxr-xr-x .* 1024 .* plugin\n$/);
  const [readme, plugin] = ["README.md", "plugin"].map((name) =>
    execFileSync("tar", ["-xOf", "-", name], { input: archive }),
  );
  expect([readme, plugin]).toEqual(entries.map(({ content }) => content));
});
