/**
 * What an executable is for, read from its own headers: most are built on a machine that cannot run them.
 *
 * Sources: the ELF specification; Microsoft's "PE Format"; Apple's mach-o/loader.h.
 */
export type Platform = `${"linux" | "darwin" | "windows"}-${"amd64" | "arm64"}`;

/** @throws if `file` is for none of the platforms. */
export function platformOf(file: Buffer): Platform {
  const platform = elf(file) ?? machO(file) ?? pe(file);
  if (!platform) throw new Error("not an executable of Linux, macOS or Windows on x64 or arm64");
  return platform;
}

function elf(file: Buffer): Platform | undefined {
  if (file.readUInt32BE(0) !== 0x7f454c46) return undefined;
  return ({ 62: "linux-amd64", 183: "linux-arm64" } as const)[file.readUInt16LE(18)];
}

function machO(file: Buffer): Platform | undefined {
  if (file.readUInt32LE(0) !== 0xfeedfacf) return undefined;
  return ({ 16777223: "darwin-amd64", 16777228: "darwin-arm64" } as const)[file.readUInt32LE(4)];
}

function pe(file: Buffer): Platform | undefined {
  if (file.toString("latin1", 0, 2) !== "MZ") return undefined;
  const header = file.readUInt32LE(0x3c);
  if (file.toString("latin1", header, header + 4) !== "PE\0\0") return undefined;
  return ({ 34404: "windows-amd64", 43620: "windows-arm64" } as const)[
    file.readUInt16LE(header + 4)
  ];
}
