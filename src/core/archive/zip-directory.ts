import { type ArchiveLimits, archiveError } from "./archive.ts";

/** Bytes at an offset of the archive: all of those asked for, or the read throws. */
export type ReadAt = (offset: number, length: number) => Uint8Array;

/** What the directory of a ZIP says of one entry (APPNOTE 4.3.12). */
export interface ZipEntry {
  name: Uint8Array;
  flags: number;
  method: number;
  crc: number;
  packed: number;
  size: number;
  /** Where its local header stands. */
  offset: number;
  /** File type bits of Unix, 0 where another system made it. */
  type: number;
}

/** Where the directory of a ZIP lies. */
export interface ZipDirectory {
  start: number;
  size: number;
  entries: number;
  /** What offsets in it are to be taken from: the length of a program before the archive that unpacks it, mostly 0. */
  base: number;
}

const FULL_16 = 0xffff;
const FULL_32 = 0xffff_ffff;
const END = 22;
const LOCATOR = 20;
const HEADER = 46;
/** Directory read at a time. */
const WINDOW = 1024 * 1024;

/**
 * Finds the directory of a ZIP of `length` bytes by the record at its end, or ZIP64's before that (APPNOTE 4.3.14–16).
 * @throws ReseederError `INVALID_REQUEST` for what is no ZIP, is cut off, or lies in several volumes
 */
export function findDirectory(length: number, readAt: ReadAt, limits: ArchiveLimits): ZipDirectory {
  const until = withoutPadding(length, readAt);
  const from = Math.max(0, until - END - FULL_16);
  const tail = bufferOf(readAt(from, until - from));
  let at = tail.length - END;
  while (at >= 0 && !isEnd(tail, at)) at--;
  if (at < 0) throw archiveError("the end record is missing: the ZIP is truncated, or not a ZIP at all");
  const end = from + at;
  const is64 =
    [8, 10].some((field) => tail.readUInt16LE(at + field) === FULL_16) ||
    [12, 16].some((field) => tail.readUInt32LE(at + field) === FULL_32);
  const found = (is64 && end >= LOCATOR ? findZip64(end, readAt) : null) ?? {
    volume: tail.readUInt16LE(at + 4),
    entries: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    start: tail.readUInt32LE(at + 16),
    before: end,
  };
  const { volume, entries, size, before } = found;
  const base = lengthBefore(found, readAt);
  const start = found.start + base;
  if (volume !== 0) throw archiveError("a ZIP in several volumes is not supported");
  if (!(start + size <= before) || size < entries * HEADER) {
    throw archiveError(`the end record claims ${entries} entries in ${size} bytes at ${start}, which is impossible`);
  }
  if (entries > limits.maxEntries) throw archiveError(`more than ${limits.maxEntries} entries`);
  return { start, size, entries, base };
}

/**
 * What stands before an archive whose offsets do not count it, as in one that unpacks itself: the directory lies right
 * before its end record, and not where that says.
 */
function lengthBefore(
  { start, size, entries, before }: Omit<ZipDirectory, "base"> & { before: number },
  readAt: ReadAt,
) {
  const ahead = before - size - start;
  if (!(ahead > 0) || entries === 0 || size < HEADER) return 0;
  return !isEntry(readAt(start, 4)) && isEntry(readAt(start + ahead, 4)) ? ahead : 0;
}

function isEntry(bytes: Uint8Array): boolean {
  return bufferOf(bytes).readUInt32LE(0) === 0x0201_4b50;
}

/** True where an end record stands whose comment reaches the end, or after which only zeros come. */
function isEnd(tail: Buffer, at: number): boolean {
  if (tail.readUInt32LE(at) !== 0x0605_4b50) return false;
  const end = at + END + tail.readUInt16LE(at + 20);
  let last = tail.length;
  while (last > end && tail[last - 1] === 0) last--;
  return last === end;
}

/**
 * Where an archive ends that is filled up with zeros, as tapes, blocks and some downloads are: an end record's length
 * behind the last byte that is none, since the record itself may end in them.
 */
function withoutPadding(length: number, readAt: ReadAt): number {
  for (let end = length; end > 0; end -= WINDOW) {
    const start = Math.max(0, end - WINDOW);
    const bytes = readAt(start, end - start);
    let last = bytes.length;
    while (last > 0 && bytes[last - 1] === 0) last--;
    if (last > 0) return Math.min(length, start + last + END);
  }
  return Math.min(length, END);
}

function findZip64(end: number, readAt: ReadAt) {
  const locator = bufferOf(readAt(end - LOCATOR, LOCATOR));
  if (locator.readUInt32LE(0) !== 0x0706_4b50) return null;
  let at = number64(locator, 8);
  if (!(at + 56 <= end - LOCATOR)) throw archiveError("the ZIP64 end record is outside the archive");
  let record = bufferOf(readAt(at, 56));
  // Behind a program that the offset does not count.
  if (record.readUInt32LE(0) !== 0x0606_4b50) {
    at = end - LOCATOR - 56;
    record = bufferOf(readAt(at, 56));
  }
  if (record.readUInt32LE(0) !== 0x0606_4b50) throw archiveError(`no ZIP64 end record at byte ${at}`);
  return {
    volume: record.readUInt32LE(16),
    entries: number64(record, 32),
    size: number64(record, 40),
    start: number64(record, 48),
    before: at,
  };
}

/**
 * The entries that the directory names, in its order; one window of it is in memory at a time.
 * @throws ReseederError `INVALID_REQUEST` where it is not what it says
 */
export function* readDirectory({ start, size, entries, base }: ZipDirectory, readAt: ReadAt): Generator<ZipEntry> {
  let window = Buffer.alloc(0);
  let at = 0;
  let next = start;
  const ensure = (bytes: number) => {
    if (at + bytes <= window.length) return;
    const rest = window.subarray(at);
    const more = Math.min(start + size - next, Math.max(WINDOW, bytes - rest.length));
    window = Buffer.concat([rest, readAt(next, more)]);
    next += more;
    at = 0;
    if (bytes > window.length) throw archiveError(`the ZIP's directory ends inside an entry, at byte ${next}`);
  };
  for (let i = 0; i < entries; i++) {
    ensure(HEADER);
    if (window.readUInt32LE(at) !== 0x0201_4b50) throw archiveError(`entry ${i + 1} of the ZIP's directory is invalid`);
    const lengths = [28, 30, 32].map((field) => window.readUInt16LE(at + field));
    const length = lengths.reduce((sum, part) => sum + part, HEADER);
    ensure(length);
    const entry = readEntry(window.subarray(at, at + length), lengths[0] ?? 0, lengths[1] ?? 0);
    yield { ...entry, offset: entry.offset + base };
    at += length;
  }
}

function readEntry(header: Buffer, nameLength: number, extraLength: number): ZipEntry {
  const entry = {
    name: header.subarray(HEADER, HEADER + nameLength),
    flags: header.readUInt16LE(8),
    method: header.readUInt16LE(10),
    crc: header.readUInt32LE(16),
    packed: header.readUInt32LE(20),
    size: header.readUInt32LE(24),
    offset: header.readUInt32LE(42),
    type: header[5] === MADE_BY_UNIX ? (header.readUInt32LE(38) >>> 16) & 0xf000 : 0,
  };
  const extra = header.subarray(HEADER + nameLength, HEADER + nameLength + extraLength);
  widen(entry, extra);
  return entry;
}

const MADE_BY_UNIX = 3;

/** Takes from the ZIP64 extra field what does not fit 32 bits (APPNOTE 4.5.3): size, packed size, offset. */
function widen(entry: ZipEntry, extra: Buffer): void {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) return;
    let field = at + 4;
    const isZip64 = extra.readUInt16LE(at) === 1;
    for (const key of ["size", "packed", "offset"] as const) {
      if (!isZip64 || entry[key] !== FULL_32 || field + 8 > end) continue;
      entry[key] = number64(extra, field);
      field += 8;
    }
    at = end;
  }
}

/** A number of 64 bits; beyond 2^53 it is not exact, and beyond any archive. */
function number64(buffer: Buffer, at: number): number {
  return Number(buffer.readBigUInt64LE(at));
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
