/**
 * Signatures of macOS executables. Macs with Apple's processors kill what has none, every Mac may kill what has a wrong
 * one, and Bun leaves its own, now wrong, in what it builds for x64. A signature ad hoc is a hash of each page, with no
 * key.
 *
 * Sources: Apple's mach-o/loader.h and cs_blobs.h. For arm64, with Bun's identifier, the result is Bun's to the byte.
 */
import { createHash } from "node:crypto";

const magic = { superBlob: 0xfade0cc0, codeDirectory: 0xfade0c02 };
const loadCommands = { segment: 0x19, signature: 0x1d };
const adHoc = 0x2;
const linkerSigned = 0x20000;
const version = 0x20400;
const sha256 = 2;
const hashSize = 32;
const pageBits = 12;
const pageSize = 2 ** pageBits;
const mainBinary = 1n;
/** Of the super blob with its only entry, and of the code directory of this version. */
const sizes = { superBlob: 20, directory: 88 };

/** Replaces the signature of a Mach-O executable. */
export function sign(executable: Buffer, name: string): Buffer {
  const { text, linkEdit, signature } = commandsOf(executable);
  const limit = executable.readUInt32LE(signature + 8);
  const identifier = Buffer.from(`${name}\0`);
  const hashesAt = sizes.directory + identifier.length;
  const count = Math.ceil(limit / pageSize);
  const directorySize = hashesAt + count * hashSize;
  const size = sizes.superBlob + directorySize;

  const signed = Buffer.concat([executable.subarray(0, limit), Buffer.alloc(size)]);
  const linkEditSize = limit + size - Number(signed.readBigUInt64LE(linkEdit + 40));
  const linkEditPages = Math.ceil(linkEditSize / pageSize) * pageSize;
  const mapped = Math.max(linkEditPages, Number(signed.readBigUInt64LE(linkEdit + 32)));
  signed.writeBigUInt64LE(BigInt(mapped), linkEdit + 32);
  signed.writeBigUInt64LE(BigInt(linkEditSize), linkEdit + 48);
  signed.writeUInt32LE(size, signature + 12);

  const superBlob = signed.subarray(limit);
  writeWords(superBlob, [magic.superBlob, size, 1, 0, sizes.superBlob]);
  const directory = superBlob.subarray(sizes.superBlob);
  writeWords(directory, [magic.codeDirectory, directorySize, version, adHoc | linkerSigned]);
  writeWords(directory.subarray(16), [hashesAt, sizes.directory, 0, count, limit]);
  directory.set([hashSize, sha256, 0, pageBits], 36);
  directory.writeBigUInt64BE(signed.readBigUInt64LE(text + 48), 72);
  directory.writeBigUInt64BE(mainBinary, 80);
  directory.set(identifier, sizes.directory);
  directory.set(Buffer.concat(pageHashes(signed, limit)), hashesAt);
  return signed;
}

/** @throws if the signature is not of what is in the executable now. */
export function verify(executable: Buffer): void {
  const { signature } = commandsOf(executable);
  const at = executable.readUInt32LE(signature + 8);
  const superBlob = executable.subarray(at);
  const directory = superBlob.subarray(superBlob.readUInt32BE(16));
  const hashesAt = directory.readUInt32BE(16);
  const limit = directory.readUInt32BE(32);
  if (limit !== at) throw new Error("the signature is of a part of the executable");
  const wrong = pageHashes(executable, limit).findIndex((hash, page) => {
    const signed = hashesAt + page * hashSize;
    return !hash.equals(directory.subarray(signed, signed + hashSize));
  });
  if (wrong >= 0) throw new Error(`the signature is not of page ${wrong} of the executable`);
}

function pageHashes(executable: Buffer, limit: number): Buffer[] {
  return Array.from({ length: Math.ceil(limit / pageSize) }, (_, page) => {
    const content = executable.subarray(page * pageSize, Math.min(limit, (page + 1) * pageSize));
    return createHash("sha256").update(content).digest();
  });
}

/** Where the load commands are that a signature concerns. */
function commandsOf(executable: Buffer) {
  const found = new Map<string, number>();
  const count = executable.readUInt32LE(16);
  for (let i = 0, at = 32; i < count; i++, at += executable.readUInt32LE(at + 4)) {
    const command = executable.readUInt32LE(at);
    if (command === loadCommands.signature) found.set("signature", at);
    if (command === loadCommands.segment) found.set(segmentAt(executable, at), at);
  }
  const find = (name: string): number => {
    const at = found.get(name);
    if (at === undefined) throw new Error(`the executable has no ${name}`);
    return at;
  };
  return { text: find("__TEXT"), linkEdit: find("__LINKEDIT"), signature: find("signature") };
}

/** Its name, which is padded with zeros. */
function segmentAt(executable: Buffer, at: number): string {
  return executable.toString("latin1", at + 8, at + 24).replace(/\0+$/, "");
}

function writeWords(at: Buffer, words: readonly number[]): void {
  words.forEach((word, i) => {
    at.writeUInt32BE(word, i * 4);
  });
}
