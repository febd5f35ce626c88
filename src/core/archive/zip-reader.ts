import { inflateRawSync } from "node:zlib";
import { errorCode } from "../thrown-error.ts";
import { type ArchiveEntry, type ArchiveLimits, archiveError, labelOf, tooLong, unpackedLimit } from "./archive.ts";
import { findDirectory, type ReadAt, readDirectory, type ZipDirectory, type ZipEntry } from "./zip-directory.ts";

const LOCAL_HEADER = 30;
const ENCRYPTED = 0x0001 | 0x0040 | 0x2000;
const STORED = 0;
const DEFLATED = 8;
const REGULAR = 0x8000;

/**
 * The entries of a ZIP of `length` bytes (APPNOTE 6.3: stored and deflated, ZIP64). Each is unpacked alone, never beyond
 * the size that the directory says, and no two may share bytes, so that a small archive cannot unfold into a large one.
 * @param wanted says of a name whether the file is one to be had
 * @throws ReseederError `INVALID_REQUEST` for what is no ZIP, or unpacks to too much
 */
export function* readZip(
  length: number,
  readAt: ReadAt,
  limits: ArchiveLimits,
  wanted: (name: string) => boolean,
): Generator<ArchiveEntry> {
  const directory = findDirectory(length, readAt, limits);
  const bounds = boundsOf(directory, readAt);
  const most = unpackedLimit(length, limits);
  let unpacked = 0;
  for (const entry of readDirectory(directory, readAt)) {
    const name = labelOf(entry.name);
    const isFile = entry.name.at(-1) !== 0x2f && (entry.type === 0 || entry.type === REGULAR);
    if (!isFile || entry.name.length > limits.maxNameBytes || !wanted(name)) {
      yield { kind: "other", name };
    } else if (entry.size > limits.maxFileBytes) yield tooLong(name, entry.size, limits);
    else {
      const bytes = unpack(entry, readAt, bounds);
      if (typeof bytes === "string") {
        yield { kind: "rejected", name, code: "UNREADABLE", message: bytes };
        continue;
      }
      unpacked += bytes.length;
      if (unpacked > most) throw archiveError(`a ZIP of ${length} bytes that unpacks to more than ${most}`);
      yield { kind: "file", name, bytes };
    }
  }
}

/** Where entries begin, in ascending order, the directory last: none may reach beyond the next, nor into the directory. */
function boundsOf(directory: ZipDirectory, readAt: ReadAt): Float64Array {
  const bounds = new Float64Array(directory.entries + 1).fill(directory.start);
  let i = 0;
  for (const { offset } of readDirectory(directory, readAt)) bounds[i++] = Math.min(offset, directory.start);
  return bounds.sort();
}

/** The bytes of an entry, or what is wrong with it. */
function unpack(entry: ZipEntry, readAt: ReadAt, bounds: Float64Array): Uint8Array | string {
  if (entry.flags & ENCRYPTED) return "it is encrypted";
  if (entry.method !== STORED && entry.method !== DEFLATED)
    return `compression method ${entry.method} is not supported`;
  const at = firstIndex(bounds, entry.offset);
  // With a second entry at the same place, this is not the place of its own end.
  const end = bounds[at + 1] ?? 0;
  if (entry.offset + LOCAL_HEADER > end) return "it overlaps with another entry or with the directory";
  const header = readAt(entry.offset, LOCAL_HEADER);
  const view = new DataView(header.buffer, header.byteOffset, LOCAL_HEADER);
  if (view.getUint32(0, true) !== 0x0403_4b50) return `there is no entry at byte ${entry.offset}`;
  const start = entry.offset + LOCAL_HEADER + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + entry.packed > end) return "it overlaps with another entry or with the directory";
  if (entry.method === STORED && entry.packed !== entry.size) {
    return `it is stored in ${entry.packed} bytes, but the directory says ${entry.size}`;
  }
  const packed = readAt(start, entry.packed);
  const bytes = entry.method === STORED ? packed : inflate(packed, entry.size);
  if (typeof bytes === "string") return bytes;
  return Bun.hash.crc32(bytes) === entry.crc ? bytes : "its checksum is wrong";
}

/** At most `size` bytes are ever unpacked. */
function inflate(packed: Uint8Array, size: number): Uint8Array | string {
  const mismatch = `it does not unpack to the ${size} bytes that the directory says`;
  try {
    // Zero would mean no limit.
    const bytes = inflateRawSync(packed, { maxOutputLength: size + 1 });
    return bytes.length === size ? bytes : mismatch;
  } catch (error) {
    return errorCode(error) === "ERR_BUFFER_TOO_LARGE" ? mismatch : `it is damaged: ${(error as Error).message}`;
  }
}

/** Where the first of the values equal to `value` stands among the sorted ones, which hold it. */
function firstIndex(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
