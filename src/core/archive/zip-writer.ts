/** Values that say "see the ZIP64 record" (APPNOTE 4.4.1.4). */
const FULL_16 = 0xffff;
const FULL_32 = 0xffff_ffff;
/** General purpose bit 11: names are UTF-8 (APPNOTE 4.4.4, D.1). */
const UTF8_NAMES = 0x0800;
/** Versions needed to read an entry (APPNOTE 4.4.3.2), and who made it: Unix, whose permissions stand beside the name. */
const PLAIN = 20;
const ZIP64 = 45;
const MADE_BY_UNIX = 3 << 8;
/** A regular file that its owner may write and everybody may read. */
const MODE = 0o100644;
/** The directory grows by blocks of this size. */
const BLOCK = 64 * 1024;

/**
 * Writes a ZIP archive piece by piece (PKWARE APPNOTE 6.3), nothing compressed, names in UTF-8, ZIP64 only where it is
 * needed. The same entries give the same bytes. Kept in memory is the directory: 46 bytes, the name and a time for each entry.
 */
export class ZipWriter {
  private readonly directory = new Blocks();
  private entries = 0;
  private offset = 0;

  /** Bytes given out so far. */
  get length(): number {
    return this.offset;
  }

  /** How many entries there are so far. */
  get count(): number {
    return this.entries;
  }

  /**
   * One file. Names have to be unique, and safe to unpack: neither is checked.
   * @param name path with `/` between its parts
   * @param modifiedAt Unix milliseconds; without it, the first day that a ZIP knows
   * @throws RangeError for a name over 65,535 bytes, or a file of 4 GiB and more
   */
  *add(name: string, bytes: Uint8Array, modifiedAt: number | null = null): Generator<Uint8Array, void> {
    const encoded = Buffer.from(name);
    if (encoded.length > FULL_16) throw new RangeError(`a name of ${encoded.length} bytes: a ZIP takes 65535`);
    if (bytes.length >= FULL_32)
      throw new RangeError(`a file of ${bytes.length} bytes: a ZIP without ZIP64 takes less`);
    const stamp = stampOf(modifiedAt);
    const entry = { encoded, stamp, crc: Bun.hash.crc32(bytes), size: bytes.length, offset: this.offset };
    yield this.counted(localHeader(entry));
    if (bytes.length > 0) yield this.counted(bytes);
    this.directory.append(directoryHeader(entry));
    this.entries++;
  }

  /** The directory and what ends the archive; nothing is added after that. */
  *finish(): Generator<Uint8Array, void> {
    const start = this.offset;
    for (const block of this.directory) yield this.counted(block);
    yield this.counted(endOf(this.entries, this.offset - start, start));
  }

  private counted(bytes: Uint8Array): Uint8Array {
    this.offset += bytes.length;
    return bytes;
  }
}

interface Entry {
  encoded: Buffer;
  stamp: Stamp;
  crc: number;
  size: number;
  offset: number;
}

/** A time as an entry has it. */
interface Stamp {
  dosTime: number;
  dosDate: number;
  /** The extended timestamp of Info-ZIP (0x5455), which knows seconds and UTC; empty where there is no time. */
  extra: Buffer;
}

const NO_TIME: Stamp = { dosTime: 0, dosDate: (1 << 5) | 1, extra: Buffer.alloc(0) };
const FIRST = Date.UTC(1980, 0, 1);
/** What the extended timestamp still takes in 32 bits with a sign. */
const LAST = 0x7fff_ffff * 1000;

function stampOf(at: number | null): Stamp {
  if (at === null || !(at >= FIRST && at <= LAST)) return NO_TIME;
  const date = new Date(at);
  const extra = Buffer.alloc(9);
  extra.writeUInt16LE(0x5455, 0);
  extra.writeUInt16LE(5, 2);
  extra.writeUInt8(1, 4);
  extra.writeInt32LE(Math.floor(at / 1000), 5);
  return {
    dosTime: (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1),
    dosDate: ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(),
    extra,
  };
}

/** APPNOTE 4.3.7. */
function localHeader({ encoded, stamp, crc, size }: Entry): Uint8Array {
  const header = Buffer.alloc(30 + encoded.length + stamp.extra.length);
  header.writeUInt32LE(0x0403_4b50, 0);
  header.writeUInt16LE(PLAIN, 4);
  shared(header, 6, { encoded, stamp, crc, size }, stamp.extra.length);
  encoded.copy(header, 30);
  stamp.extra.copy(header, 30 + encoded.length);
  return header;
}

/** APPNOTE 4.3.12. */
function directoryHeader({ encoded, stamp, crc, size, offset }: Entry): Uint8Array {
  const far = offset >= FULL_32 ? zip64Offset(offset) : null;
  const extras = stamp.extra.length + (far?.length ?? 0);
  const header = Buffer.alloc(46 + encoded.length + extras);
  header.writeUInt32LE(0x0201_4b50, 0);
  header.writeUInt16LE(MADE_BY_UNIX | (far ? ZIP64 : PLAIN), 4);
  header.writeUInt16LE(far ? ZIP64 : PLAIN, 6);
  shared(header, 8, { encoded, stamp, crc, size }, extras);
  header.writeUInt32LE(MODE * 0x1_0000, 38);
  header.writeUInt32LE(far ? FULL_32 : offset, 42);
  encoded.copy(header, 46);
  stamp.extra.copy(header, 46 + encoded.length);
  far?.copy(header, 46 + encoded.length + stamp.extra.length);
  return header;
}

/** The 24 bytes that both headers have: flags, method, time, sum, sizes, lengths. */
function shared(header: Buffer, at: number, entry: Omit<Entry, "offset">, extras: number): void {
  const { encoded, stamp, crc, size } = entry;
  header.writeUInt16LE(UTF8_NAMES, at);
  header.writeUInt16LE(stamp.dosTime, at + 4);
  header.writeUInt16LE(stamp.dosDate, at + 6);
  header.writeUInt32LE(crc, at + 8);
  header.writeUInt32LE(size, at + 12);
  header.writeUInt32LE(size, at + 16);
  header.writeUInt16LE(encoded.length, at + 20);
  header.writeUInt16LE(extras, at + 22);
}

/** The extra field for an entry that begins behind 4 GiB (APPNOTE 4.5.3). */
function zip64Offset(offset: number): Buffer {
  const extra = Buffer.alloc(12);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(BigInt(offset), 4);
  return extra;
}

/** The end of the directory (APPNOTE 4.3.16), with the ZIP64 records (4.3.14, 4.3.15) before it where it is too small. */
function endOf(entries: number, size: number, start: number): Uint8Array {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(Math.min(entries, FULL_16), 8);
  end.writeUInt16LE(Math.min(entries, FULL_16), 10);
  end.writeUInt32LE(Math.min(size, FULL_32), 12);
  end.writeUInt32LE(Math.min(start, FULL_32), 16);
  if (entries < FULL_16 && size < FULL_32 && start < FULL_32) return end;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x0606_4b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(MADE_BY_UNIX | ZIP64, 12);
  record.writeUInt16LE(ZIP64, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x0706_4b50, 0);
  locator.writeBigUInt64LE(BigInt(start + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end]);
}

/** Bytes appended to large blocks: a million small buffers would take several times their size. */
class Blocks {
  private readonly full: Uint8Array[] = [];
  private current = Buffer.allocUnsafeSlow(BLOCK);
  private used = 0;

  append(bytes: Uint8Array): void {
    if (this.used + bytes.length > this.current.length) {
      this.full.push(this.current.subarray(0, this.used));
      this.current = Buffer.allocUnsafeSlow(Math.max(BLOCK, bytes.length));
      this.used = 0;
    }
    this.current.set(bytes, this.used);
    this.used += bytes.length;
  }

  *[Symbol.iterator](): Generator<Uint8Array> {
    yield* this.full;
    yield this.current.subarray(0, this.used);
  }
}
