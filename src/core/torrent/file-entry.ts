import type { BencodeReader } from "./bencode.ts";
import { TorrentError } from "./torrent-error.ts";

/** Reads the whole number at the cursor for the key `where`; throws WRONG_TYPE or INTEGER_RANGE. */
export function readNumber(reader: BencodeReader, where: () => string): number {
  if (!reader.atInt) throw wrongType(reader, where(), "an integer");
  const at = reader.pos;
  const value = reader.integer();
  if (Number.isNaN(value)) throw new TorrentError("INTEGER_RANGE", `${where()} at byte ${at} is beyond 2^53-1`);
  return value;
}

/** Reads the length of a file in bytes; throws WRONG_TYPE, INTEGER_RANGE or LENGTH_NEGATIVE. */
export function readLength(reader: BencodeReader, where: () => string): number {
  const length = readNumber(reader, where);
  if (length < 0) throw new TorrentError("LENGTH_NEGATIVE", `${where()} is ${length}`);
  return length;
}

/** Reads the string at the cursor for the key `where` into the reader's `start` and `end`; throws WRONG_TYPE. */
export function readString(reader: BencodeReader, where: () => string): void {
  if (!reader.atString) throw wrongType(reader, where(), "a string");
  reader.string();
}

/** BEP 47 `attr`: flags a file can carry. What is no string carries none. */
export interface Attributes {
  pad: boolean;
  symlink: boolean;
}

/** Reads the BEP 47 `attr` at the cursor into `into`. */
export function readAttributes(reader: BencodeReader, into: Attributes): void {
  if (!reader.atString) {
    reader.skip();
    return;
  }
  reader.string();
  for (let i = reader.start; i < reader.end; i++) {
    if (reader.bytes[i] === 0x70) into.pad = true;
    else if (reader.bytes[i] === 0x6c) into.symlink = true;
  }
}

/** The error for a key that holds another type than its BEP says. */
export function wrongType(reader: BencodeReader, where: string, wanted: string): TorrentError {
  return new TorrentError("WRONG_TYPE", `${where} at byte ${reader.pos} is ${reader.kind()}, not ${wanted}`);
}

/** The error for a key that stands twice. */
export function duplicateKey(reader: BencodeReader, where: string): TorrentError {
  return new TorrentError("DUPLICATE_KEY", `${where} appears again at byte ${reader.start}`);
}

/** `total` plus `length`; throws SIZE_RANGE where the sum is no longer exact. */
export function addLength(total: number, length: number): number {
  const sum = total + length;
  if (sum > Number.MAX_SAFE_INTEGER)
    throw new TorrentError("SIZE_RANGE", "the total size of all files is over 2^53-1 bytes");
  return sum;
}
