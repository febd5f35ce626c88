import { ReseederError } from "../../core/errors.ts";
import { LISTED_REASONS, type ListedReason, type ListedTorrent } from "../../core/listing/listed-torrent.ts";

/** Bytes of the longest info-hash. */
const HASH = 32;
/** More than any tracker has: what comes is from outside, and all of it is held. */
const MAX_LINES = 10_000_000;
const UNKNOWN = -1;
const EMPTY = new Int32Array(8);

/**
 * A list that comes in, held whole since only its end says that it may be taken: some 70 bytes a line, in columns, and
 * found by info-hash. A torrent that is named twice by the same info-hash is one line.
 */
export class IncomingList {
  /** Lines so far. */
  length = 0;
  /** Of those, lines that let their torrent be offered. */
  listed = 0;
  private capacity = 1_024;
  private hashes = new Uint8Array(this.capacity * HASH);
  private lengths = new Uint8Array(this.capacity);
  private reasons = new Uint8Array(this.capacity);
  private seeders = new Int32Array(this.capacity);
  private leechers = new Int32Array(this.capacity);
  private addedAt = new Float64Array(this.capacity);
  private readonly externalIds: (string | null)[] = [];
  /**
   * By the first byte of the info-hash, slot → line + 1, open addressing: many small ones, so that none takes long to grow.
   */
  private readonly tables = Array.from({ length: 256 }, () => new Int32Array(8));
  private readonly counts = new Uint32Array(256);

  /**
   * Adds a line; a second one of the same info-hash says what the first left unsaid. One that lets the torrent be offered
   * decides, since a torrent that was deleted may have been uploaded anew.
   * @throws ReseederError `LIST_UNFINISHED` for more lines than any tracker has
   */
  add(line: ListedTorrent): void {
    const known = this.find(line.infoHash);
    if (known >= 0) {
      this.merge(known, line);
      return;
    }
    if (this.length === MAX_LINES) {
      throw new ReseederError("LIST_UNFINISHED", `The list has more than ${MAX_LINES} lines`);
    }
    const at = this.length++;
    if (this.length > this.capacity) this.grow();
    this.hashes.set(line.infoHash, at * HASH);
    this.lengths[at] = line.infoHash.length;
    this.reasons[at] = codeOf(line.withheldReason);
    this.seeders[at] = line.seeders ?? UNKNOWN;
    this.leechers[at] = line.leechers ?? UNKNOWN;
    this.addedAt[at] = line.addedAt ?? Number.NaN;
    this.externalIds.push(line.externalId);
    if (line.withheldReason === undefined) this.listed++;
    this.place(line.infoHash, at);
  }

  /** The line of an info-hash; −1 for none. */
  find(infoHash: Uint8Array): number {
    const table = this.tableOf(infoHash);
    return (table[this.slotOf(table, infoHash)] ?? 0) - 1;
  }

  /** The info-hash of a line: a view, good as long as nothing is added. */
  infoHash(line: number): Uint8Array {
    return this.hashes.subarray(line * HASH, line * HASH + (this.lengths[line] ?? 0));
  }

  externalId(line: number): string | null {
    return this.externalIds[line] ?? null;
  }

  /** Null for a line that lets its torrent be offered. */
  reason(line: number): ListedReason | null {
    return LISTED_REASONS[(this.reasons[line] ?? 0) - 1] ?? null;
  }

  /** Unix milliseconds; null where the line does not say. */
  addedAtOf(line: number): number | null {
    const at = this.addedAt[line] ?? Number.NaN;
    return Number.isNaN(at) ? null : at;
  }

  /** Null where nobody counted. */
  swarm(line: number): { seeders: number; leechers: number | null } | null {
    const seeders = this.seeders[line] ?? UNKNOWN;
    const leechers = this.leechers[line] ?? UNKNOWN;
    return seeders === UNKNOWN ? null : { seeders, leechers: leechers === UNKNOWN ? null : leechers };
  }

  private merge(at: number, line: ListedTorrent): void {
    if (line.withheldReason === undefined && this.reasons[at] !== 0) {
      this.reasons[at] = 0;
      this.listed++;
    }
    this.externalIds[at] ??= line.externalId;
    if (Number.isNaN(this.addedAt[at])) this.addedAt[at] = line.addedAt ?? Number.NaN;
    this.seeders[at] = Math.max(this.seeders[at] ?? UNKNOWN, line.seeders ?? UNKNOWN);
    this.leechers[at] = Math.max(this.leechers[at] ?? UNKNOWN, line.leechers ?? UNKNOWN);
  }

  /** The place of an info-hash in its table, or the free one where it belongs. */
  private slotOf(table: Int32Array, infoHash: Uint8Array): number {
    const mask = table.length - 1;
    // An info-hash is as good as chance; a list of made-up ones is the operator's own.
    const start = (infoHash[1] ?? 0) | ((infoHash[2] ?? 0) << 8) | ((infoHash[3] ?? 0) << 16);
    for (let slot = start & mask; ; slot = (slot + 1) & mask) {
      const line = (table[slot] ?? 0) - 1;
      if (line < 0 || this.is(line, infoHash)) return slot;
    }
  }

  private tableOf(infoHash: Uint8Array): Int32Array {
    return this.tables[infoHash[0] ?? 0] ?? EMPTY;
  }

  /** Notes a new line in its table, which is never more than half full. */
  private place(infoHash: Uint8Array, line: number): void {
    const first = infoHash[0] ?? 0;
    let table = this.tableOf(infoHash);
    if ((this.counts[first] ?? 0) * 2 >= table.length) {
      const wider = new Int32Array(table.length * 2);
      for (const each of table) if (each > 0) wider[this.slotOf(wider, this.infoHash(each - 1))] = each;
      this.tables[first] = wider;
      table = wider;
    }
    table[this.slotOf(table, infoHash)] = line + 1;
    this.counts[first] = (this.counts[first] ?? 0) + 1;
  }

  private is(line: number, infoHash: Uint8Array): boolean {
    if (this.lengths[line] !== infoHash.length) return false;
    const start = line * HASH;
    for (let i = 0; i < infoHash.length; i++) if (this.hashes[start + i] !== infoHash[i]) return false;
    return true;
  }

  private grow(): void {
    this.capacity *= 2;
    this.hashes = widened(this.hashes, new Uint8Array(this.capacity * HASH));
    this.lengths = widened(this.lengths, new Uint8Array(this.capacity));
    this.reasons = widened(this.reasons, new Uint8Array(this.capacity));
    this.seeders = widened(this.seeders, new Int32Array(this.capacity));
    this.leechers = widened(this.leechers, new Int32Array(this.capacity));
    this.addedAt = widened(this.addedAt, new Float64Array(this.capacity));
  }
}

function codeOf(reason: ListedReason | undefined): number {
  return reason === undefined ? 0 : LISTED_REASONS.indexOf(reason) + 1;
}

function widened<T extends Uint8Array | Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
