/** Values that say "see the ZIP64 record" (APPNOTE 4.4.1.4). */
export const FULL_16 = 0xffff;
export const FULL_32 = 0xffff_ffff;
/** General purpose bit 11: names are UTF-8 (APPNOTE 4.4.4, D.1). */
const UTF8_NAMES = 0x0800;
/** Compression methods (APPNOTE 4.4.5). */
export const STORED = 0;
export const DEFLATED = 8;
/** Versions needed to read an entry (APPNOTE 4.4.3.2), and who made it: Unix, whose permissions stand beside the name. */
const PLAIN = 20;
const ZIP64 = 45;
const MADE_BY_UNIX = 3 << 8;
/** A regular file that its owner may write and everybody may read. */
const MODE = 0o100644;

/** One file of the archive. */
export interface Entry {
  encoded: Uint8Array;
  stamp: Stamp;
  crc: number;
  size: number;
  /** Bytes that stand in the archive. */
  written: number;
  /** How they came about. */
  method: number;
  offset: number;
}

/** A time as an entry has it. */
interface Stamp {
  dosTime: number;
  dosDate: number;
  /** The extended timestamp of Info-ZIP (0x5455), which knows seconds and UTC; empty where there is no time. */
  extra: Uint8Array;
}

const NO_TIME: Stamp = { dosTime: 0, dosDate: (1 << 5) | 1, extra: new Uint8Array() };
const FIRST = Date.UTC(1980, 0, 1);
/** What the extended timestamp still takes in 32 bits with a sign. */
const LAST = 0x7fff_ffff * 1000;

/** A time as entries have it; none for one outside 1980 to 2038. @param at Unix milliseconds */
export function stampOf(at: number | null): Stamp {
  if (at === null || !(at >= FIRST && at <= LAST)) return NO_TIME;
  const date = new Date(at);
  const extra = new Fields(9);
  extra.u16(0, 0x5455);
  extra.u16(2, 5);
  extra.u8(4, 1);
  extra.u32(5, Math.floor(at / 1000));
  return {
    dosTime: (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1),
    dosDate: ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(),
    extra: extra.bytes,
  };
}

/** The header before the bytes of an entry (APPNOTE 4.3.7). */
export function localHeader(entry: Entry): Uint8Array {
  const { encoded, stamp } = entry;
  const header = new Fields(30 + encoded.length + stamp.extra.length);
  header.u32(0, 0x0403_4b50);
  header.u16(4, PLAIN);
  shared(header, 6, entry, stamp.extra.length);
  header.put(30, encoded);
  header.put(30 + encoded.length, stamp.extra);
  return header.bytes;
}

/** The header of an entry in the directory (APPNOTE 4.3.12). */
export function directoryHeader(entry: Entry): Uint8Array {
  const { encoded, stamp, offset } = entry;
  const far = offset >= FULL_32 ? zip64Offset(offset) : null;
  const extras = stamp.extra.length + (far?.length ?? 0);
  const header = new Fields(46 + encoded.length + extras);
  header.u32(0, 0x0201_4b50);
  header.u16(4, MADE_BY_UNIX | (far ? ZIP64 : PLAIN));
  header.u16(6, far ? ZIP64 : PLAIN);
  shared(header, 8, entry, extras);
  header.u32(38, MODE * 0x1_0000);
  header.u32(42, far ? FULL_32 : offset);
  header.put(46, encoded);
  header.put(46 + encoded.length, stamp.extra);
  if (far) header.put(46 + encoded.length + stamp.extra.length, far);
  return header.bytes;
}

/** The 24 bytes that both headers have: flags, method, time, sum, sizes, lengths. */
function shared(header: Fields, at: number, entry: Omit<Entry, "offset">, extras: number): void {
  const { stamp, crc, size, written, method } = entry;
  header.u16(at, UTF8_NAMES);
  header.u16(at + 2, method);
  header.u16(at + 4, stamp.dosTime);
  header.u16(at + 6, stamp.dosDate);
  header.u32(at + 8, crc);
  header.u32(at + 12, written);
  header.u32(at + 16, size);
  header.u16(at + 20, entry.encoded.length);
  header.u16(at + 22, extras);
}

/** The extra field for an entry that begins behind 4 GiB (APPNOTE 4.5.3). */
function zip64Offset(offset: number): Uint8Array {
  const extra = new Fields(12);
  extra.u16(0, 1);
  extra.u16(2, 8);
  extra.u64(4, offset);
  return extra.bytes;
}

/** The end of the directory (APPNOTE 4.3.16), with the ZIP64 records (4.3.14, 4.3.15) before it where it is too small. */
export function endOf(entries: number, size: number, start: number): Uint8Array {
  const end = new Fields(22);
  end.u32(0, 0x0605_4b50);
  end.u16(8, Math.min(entries, FULL_16));
  end.u16(10, Math.min(entries, FULL_16));
  end.u32(12, Math.min(size, FULL_32));
  end.u32(16, Math.min(start, FULL_32));
  if (entries < FULL_16 && size < FULL_32 && start < FULL_32) return end.bytes;
  const record = new Fields(56);
  record.u32(0, 0x0606_4b50);
  record.u64(4, 44);
  record.u16(12, MADE_BY_UNIX | ZIP64);
  record.u16(14, ZIP64);
  record.u64(24, entries);
  record.u64(32, entries);
  record.u64(40, size);
  record.u64(48, start);
  const locator = new Fields(20);
  locator.u32(0, 0x0706_4b50);
  locator.u64(8, start + size);
  locator.u32(16, 1);
  const all = new Uint8Array(98);
  all.set(record.bytes, 0);
  all.set(locator.bytes, 56);
  all.set(end.bytes, 76);
  return all;
}

/** A record of a ZIP: little-endian numbers and bytes at their places. */
class Fields {
  readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.view = new DataView(this.bytes.buffer);
  }

  u8(at: number, value: number): void {
    this.view.setUint8(at, value);
  }

  u16(at: number, value: number): void {
    this.view.setUint16(at, value, true);
  }

  u32(at: number, value: number): void {
    this.view.setUint32(at, value, true);
  }

  u64(at: number, value: number): void {
    this.view.setBigUint64(at, BigInt(value), true);
  }

  put(at: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, at);
  }
}
