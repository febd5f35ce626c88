import { pieceSegments, type Segment } from "../torrent/pieces.ts";
import type { HashPool } from "./hash-pool.ts";
import type { RunningHash } from "./hashing.ts";
import type { PieceMap } from "./piece-map.ts";

/** A piece that several files share, while it is not decided. */
interface Border {
  piece: number;
  segments: Segment[];
  /** Number of segments that the hash has taken. */
  taken: number;
  /** Takes bytes from the first segment that is there on. */
  hash: RunningHash;
  /** Bytes that came before those in front of them. */
  kept: Map<number, Uint8Array>;
}

/** Bytes that may be kept for pieces whose files are read in another order than the torrent's. */
export interface KeptBytes {
  left: number;
}

/** Where the bytes of one file's part of a piece go. */
export interface Sink {
  update(bytes: Uint8Array): void;
  /** All bytes of the part have come. */
  end(): void;
}

const ZEROS = new Uint8Array(65_536);
const NOWHERE: Sink = { update: () => {}, end: () => {} };

/**
 * The pieces of one torrent that lie across files (BEP 3). Files come in any order: what is too early is kept as long
 * as there is room for it, and else the piece is put off, to be read again by itself.
 */
export class Borders {
  private readonly open = new Map<number, Border>();
  /** Pieces that have to be read by themselves. */
  readonly putOff = new Set<number>();

  /**
   * @param isThere whether the bytes of a file are to come
   * @param decide told the hash of a piece once all of it has come
   */
  constructor(
    private readonly map: PieceMap,
    private readonly isThere: (file: number) => boolean,
    private readonly hashes: HashPool,
    private readonly room: KeptBytes,
    private readonly decide: (piece: number, digest: Uint8Array | Promise<Uint8Array>) => void,
  ) {}

  /** Where the part of `piece` that lies in `file` goes. */
  sink(piece: number, file: number): Sink {
    if (this.putOff.has(piece)) return NOWHERE;
    const border = this.open.get(piece) ?? this.begin(piece);
    if (border === null) return NOWHERE;
    const index = border.segments.findIndex((segment) => segment.file === file);
    const segment = border.segments[index];
    if (segment === undefined || index < border.taken) return NOWHERE;
    if (index === border.taken) {
      return {
        update: (bytes) => border.hash.update(bytes),
        end: () => {
          border.taken++;
          this.advance(border);
        },
      };
    }
    if (segment.length > this.room.left) {
      this.drop(border);
      this.putOff.add(piece);
      return NOWHERE;
    }
    return this.keeper(border, index, segment.length);
  }

  /** A file that was to come cannot be read: its pieces stay undecided. */
  lose(piece: number): void {
    const border = this.open.get(piece);
    if (border !== undefined) this.drop(border);
    this.putOff.delete(piece);
  }

  private begin(piece: number): Border | null {
    const segments = pieceSegments(this.map, piece);
    if (!segments.every(({ file }) => this.map.files[file]?.pad || this.isThere(file))) return null;
    const border: Border = { piece, segments, taken: 0, hash: this.hashes.take(), kept: new Map() };
    this.open.set(piece, border);
    this.advance(border);
    return border;
  }

  private keeper(border: Border, index: number, length: number): Sink {
    this.room.left -= length;
    const bytes = new Uint8Array(length);
    let at = 0;
    border.kept.set(index, bytes);
    return {
      update: (part) => {
        bytes.set(part, at);
        at += part.length;
      },
      // Whoever is in front may have come while these did.
      end: () => this.advance(border, index),
    };
  }

  /** Takes what is kept and what is padding as far as it goes. @param ended the last kept segment that is complete */
  private advance(border: Border, ended?: number): void {
    if (this.open.get(border.piece) !== border) return;
    if (ended !== undefined) this.complete.add(border.kept.get(ended) as Uint8Array);
    for (let segment = border.segments[border.taken]; segment !== undefined; segment = border.segments[border.taken]) {
      const kept = border.kept.get(border.taken);
      if (this.map.files[segment.file]?.pad) feedZeros(border.hash, segment.length);
      else if (kept === undefined || !this.complete.has(kept)) return;
      else {
        border.hash.update(kept);
        border.kept.delete(border.taken);
        this.room.left += kept.length;
      }
      border.taken++;
    }
    this.open.delete(border.piece);
    this.decide(border.piece, border.hash.digest());
    this.hashes.give(border.hash);
  }

  private readonly complete = new WeakSet<Uint8Array>();

  private drop(border: Border): void {
    for (const bytes of border.kept.values()) this.room.left += bytes.length;
    this.open.delete(border.piece);
  }
}

/** Gives a hash as many zeros as padding stands for. */
export function feedZeros(hash: RunningHash, length: number): void {
  for (let left = length; left > 0; left -= ZEROS.length) hash.update(ZEROS.subarray(0, Math.min(left, ZEROS.length)));
}
