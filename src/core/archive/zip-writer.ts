import {
  DEFLATED,
  directoryHeader,
  type Entry,
  endOf,
  FULL_16,
  FULL_32,
  localHeader,
  STORED,
  stampOf,
} from "./zip-records.ts";

/** The directory grows by blocks of this size. */
const BLOCK = 64 * 1024;

/**
 * Writes a ZIP archive piece by piece (PKWARE APPNOTE 6.3), nothing compressed unless it comes so, names in UTF-8, ZIP64 only where it is
 * needed. The same entries give the same bytes. Kept in memory is the directory: 46 bytes, the name and a time for each entry.
 */
export class ZipWriter {
  private readonly directory = new Blocks();
  private entries = 0;
  private offset = 0;

  /** @param crc32 the sum of whole bytes: the runtime's own, or the plain one of core/hashing/crc32.ts */
  constructor(private readonly crc32: (bytes: Uint8Array) => number) {}

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
   * @param deflated the same bytes as raw DEFLATE, to be written in place of them
   * @throws RangeError for a name over 65,535 bytes, or a file of 4 GiB and more
   */
  *add(
    name: string,
    bytes: Uint8Array,
    modifiedAt: number | null = null,
    deflated: Uint8Array | null = null,
  ): Generator<Uint8Array, void> {
    const encoded = new TextEncoder().encode(name);
    if (encoded.length > FULL_16) throw new RangeError(`a name of ${encoded.length} bytes: a ZIP takes 65535`);
    if (bytes.length >= FULL_32)
      throw new RangeError(`a file of ${bytes.length} bytes: a ZIP without ZIP64 takes less`);
    const stamp = stampOf(modifiedAt);
    const written = deflated ?? bytes;
    const entry: Entry = {
      ...{ encoded, stamp, crc: this.crc32(bytes), size: bytes.length, offset: this.offset },
      ...{ written: written.length, method: deflated ? DEFLATED : STORED },
    };
    yield this.counted(localHeader(entry));
    if (written.length > 0) yield this.counted(written);
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

/** Bytes appended to large blocks: a million small buffers would take several times their size. */
class Blocks {
  private readonly full: Uint8Array[] = [];
  private current = new Uint8Array(BLOCK);
  private used = 0;

  append(bytes: Uint8Array): void {
    if (this.used + bytes.length > this.current.length) {
      this.full.push(this.current.subarray(0, this.used));
      this.current = new Uint8Array(Math.max(BLOCK, bytes.length));
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
