import type { Borders, Sink } from "./borders.ts";
import type { HashPool } from "./hash-pool.ts";
import type { RunningHash } from "./hashing.ts";
import type { PieceMap } from "./piece-map.ts";

/** Takes the bytes of one file, in order, to the v1 pieces that they are of. */
export class V1Feed {
  private at = 0;
  private sink: Sink | null = null;
  /** Where in the file the part that `sink` takes ends. */
  private until = 0;
  private hash: RunningHash | null = null;
  private isFresh = true;

  constructor(
    private readonly map: PieceMap,
    private readonly file: number,
    private readonly borders: Borders,
    private readonly hashes: HashPool,
    private readonly decide: (piece: number, digest: Uint8Array | Promise<Uint8Array>) => void,
  ) {}

  /** The file has ended, or is given up. */
  end(): void {
    if (this.hash !== null && this.isFresh) this.hashes.give(this.hash);
    this.hash = null;
  }

  feed(bytes: Uint8Array): void {
    const { length, offset } = this.map.files[this.file] as PieceMap["files"][number];
    let at = 0;
    while (at < bytes.length && this.at < length) {
      this.sink ??= this.next(offset, length);
      const n = Math.min(bytes.length - at, this.until - this.at);
      this.sink.update(n === bytes.length ? bytes : bytes.subarray(at, at + n));
      at += n;
      this.at += n;
      if (this.at < this.until) return;
      this.sink.end();
      this.sink = null;
    }
  }

  private next(offset: number, length: number): Sink {
    const { pieceLength, size } = this.map;
    const piece = Math.floor((offset + this.at) / pieceLength);
    const end = Math.min((piece + 1) * pieceLength, size) - offset;
    this.until = Math.min(length, end);
    if (piece * pieceLength < offset || end > length) return this.borders.sink(piece, this.file);
    this.hash ??= this.hashes.take();
    const { hash } = this;
    this.isFresh = false;
    return {
      update: (bytes) => hash.update(bytes),
      end: () => {
        this.decide(piece, hash.digest());
        this.isFresh = true;
      },
    };
  }
}
