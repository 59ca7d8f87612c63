/** A tar archive whose bytes follow from its contents alone, whatever the machine. */
export interface Entry {
  readonly name: string;
  readonly content: Buffer;
  readonly isExecutable?: boolean;
}

const blockSize = 512;
/** npm gives it to every file of a package, too. */
const modifiedAt = new Date("1985-10-26T08:15:00Z");

/** In the ustar format, with the entries in their order. */
export function tar(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap((entry) => [headerOf(entry), padded(entry.content)]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]);
}

function headerOf({ name, content, isExecutable = false }: Entry): Buffer {
  const header = Buffer.alloc(blockSize);
  const octal = (value: number, at: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at);
  header.write(name, 0, 100);
  octal(isExecutable ? 0o755 : 0o644, 100, 8);
  octal(0, 108, 8); // owner
  octal(0, 116, 8); // group
  octal(content.length, 124, 12);
  octal(modifiedAt.getTime() / 1000, 136, 12);
  header.write("        0", 148); // the checksum while it is computed, and the type: a file
  header.write("ustar\x0000", 257);
  octal(
    header.reduce((sum, byte) => sum + byte),
    148,
    7,
  );
  return header;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc(-content.length & (blockSize - 1))]);
}
