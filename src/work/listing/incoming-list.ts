import { ReseederError } from "../../core/errors.ts";
import { LISTED_REASONS, type ListedReason, type ListedTorrent } from "../../core/listing/listed-torrent.ts";
import { IdColumn } from "./id-column.ts";

/** Bytes of the longest info-hash. */
const HASH = 32;
/** More than any tracker has: what comes is from outside, and all of it is held. */
const MAX_LINES = 10_000_000;
const LEAST_LINES = 1_024;
/** Lists grow a little from round to round. */
const SPARE = 1.02;
const TABLES = 256;
const UNKNOWN = -1;
const EMPTY = new Int32Array(8);

/** What is known of a torrent, as `TorrentUnderList`. */
interface Known {
  externalId: string | null;
  trackerAddedAt: number | null;
  seeders: number | null;
  leechers: number | null;
}

/**
 * A list that comes in, held whole since only its end says that it may be taken: some 70 bytes a line, in columns, and
 * found by info-hash. A torrent that is named twice by the same info-hash is one line.
 */
export class IncomingList {
  /** Lines so far. */
  length = 0;
  /** Of those, lines that let their torrent be offered. */
  listed = 0;
  private capacity: number;
  private hashes: Uint8Array;
  private lengths: Uint8Array;
  private reasons: Uint8Array;
  private seeders: Int32Array;
  private leechers: Int32Array;
  private addedAt: Float64Array;
  private readonly externalIds: IdColumn;
  /**
   * By the first byte of the info-hash, slot → line + 1, open addressing: many small ones, so that none takes long to grow.
   */
  private readonly tables: Int32Array[];
  private readonly counts = new Uint32Array(TABLES);

  /** @param expected lines, as far as that is known: room for as many, and some more, from the beginning */
  constructor(expected = 0) {
    const lines = Math.min(Math.max(LEAST_LINES, Math.ceil(expected * SPARE)), MAX_LINES);
    this.capacity = lines;
    this.hashes = new Uint8Array(lines * HASH);
    this.lengths = new Uint8Array(lines);
    this.reasons = new Uint8Array(lines);
    this.seeders = new Int32Array(lines);
    this.leechers = new Int32Array(lines);
    this.addedAt = new Float64Array(lines);
    this.externalIds = new IdColumn(lines);
    const slots = 2 ** Math.ceil(Math.log2((2 * lines) / TABLES));
    this.tables = Array.from({ length: TABLES }, () => new Int32Array(slots));
  }

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
    this.externalIds.set(at, line.externalId);
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
    return this.externalIds.get(line);
  }

  /** Whether a line gives this id, or none for null. */
  hasExternalId(line: number, id: string | null): boolean {
    return this.externalIds.is(line, id);
  }

  /** Null for a line that lets its torrent be offered. */
  reason(line: number): ListedReason | null {
    const code = this.reasons[line] ?? 0;
    return code === 0 ? null : (LISTED_REASONS[code - 1] ?? null);
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

  /** Whether the swarm of a line was counted. */
  isCounted(line: number): boolean {
    return this.seeders[line] !== UNKNOWN;
  }

  /** Whether a line says nothing of a torrent that is not known of it. */
  addsNothing(line: number, { externalId, trackerAddedAt, seeders, leechers }: Known): boolean {
    const addedAt = this.addedAt[line] ?? Number.NaN;
    return (
      (this.seeders[line] === UNKNOWN ||
        (this.seeders[line] === seeders && this.leechers[line] === (leechers ?? UNKNOWN))) &&
      (trackerAddedAt === null ? Number.isNaN(addedAt) : trackerAddedAt === addedAt) &&
      (this.externalIds.is(line, externalId) || this.externalIds.is(line, null))
    );
  }

  private merge(at: number, line: ListedTorrent): void {
    if (line.withheldReason === undefined && this.reasons[at] !== 0) {
      this.reasons[at] = 0;
      this.listed++;
    }
    if (this.externalIds.is(at, null)) this.externalIds.set(at, line.externalId);
    if (Number.isNaN(this.addedAt[at])) this.addedAt[at] = line.addedAt ?? Number.NaN;
    this.seeders[at] = Math.max(this.seeders[at] ?? UNKNOWN, line.seeders ?? UNKNOWN);
    this.leechers[at] = Math.max(this.leechers[at] ?? UNKNOWN, line.leechers ?? UNKNOWN);
  }

  /** The place of an info-hash in its table, or the free one where it belongs. */
  private slotOf(table: Int32Array, infoHash: Uint8Array): number {
    const mask = table.length - 1;
    for (let slot = firstSlot(infoHash, 0) & mask; ; slot = (slot + 1) & mask) {
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
      table = this.widened(table);
      this.tables[first] = table;
    }
    table[this.slotOf(table, infoHash)] = line + 1;
    this.counts[first] = (this.counts[first] ?? 0) + 1;
  }

  private widened(table: Int32Array): Int32Array {
    const wider = new Int32Array(table.length * 2);
    const mask = wider.length - 1;
    for (let i = 0; i < table.length; i++) {
      const each = table[i] ?? 0;
      if (each === 0) continue;
      let slot = firstSlot(this.hashes, (each - 1) * HASH) & mask;
      while (wider[slot] !== 0) slot = (slot + 1) & mask;
      wider[slot] = each;
    }
    return wider;
  }

  private is(line: number, infoHash: Uint8Array): boolean {
    if (this.lengths[line] !== infoHash.length) return false;
    const start = line * HASH;
    for (let i = 0; i < infoHash.length; i++) if (this.hashes[start + i] !== infoHash[i]) return false;
    return true;
  }

  private grow(): void {
    this.capacity *= 2;
    this.externalIds.grow(this.capacity);
    this.hashes = widened(this.hashes, new Uint8Array(this.capacity * HASH));
    this.lengths = widened(this.lengths, new Uint8Array(this.capacity));
    this.reasons = widened(this.reasons, new Uint8Array(this.capacity));
    this.seeders = widened(this.seeders, new Int32Array(this.capacity));
    this.leechers = widened(this.leechers, new Int32Array(this.capacity));
    this.addedAt = widened(this.addedAt, new Float64Array(this.capacity));
  }
}

/** An info-hash is as good as chance; a list of made-up ones is the operator's own. */
function firstSlot(bytes: Uint8Array, at: number): number {
  return (bytes[at + 1] ?? 0) | ((bytes[at + 2] ?? 0) << 8) | ((bytes[at + 3] ?? 0) << 16);
}

function codeOf(reason: ListedReason | undefined): number {
  return reason === undefined ? 0 : LISTED_REASONS.indexOf(reason) + 1;
}

function widened<T extends Uint8Array | Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
