import { piecesTouching } from "../torrent/pieces.ts";
import { Borders, type KeptBytes } from "./borders.ts";
import { HashPool } from "./hash-pool.ts";
import type { PieceHashing } from "./hashing.ts";
import type { PieceMap } from "./piece-map.ts";
import { PieceStates } from "./piece-states.ts";
import { V1Feed } from "./v1-feed.ts";
import { V2Feed } from "./v2-feed.ts";

const HASH_LENGTH = 20;

/** What takes the bytes of one file for one torrent. */
export interface FileFeed {
  feed(bytes: Uint8Array): Promise<void> | void;
  /** The file has ended. */
  end(): Promise<void> | void;
}

/** One torrent while its files are read. */
export class TorrentCheck {
  readonly states: PieceStates;
  readonly borders: Borders | null;
  private readonly pending: Promise<void>[] = [];
  private readonly hashes: HashPool;

  /** @param sources for each file of the torrent the number of the local file that is taken for it, or null */
  constructor(
    readonly map: PieceMap,
    readonly sources: (number | null)[],
    private readonly hashing: PieceHashing,
    room: KeptBytes,
  ) {
    this.states = new PieceStates(map);
    const isThere = (file: number) => sources[file] !== null && sources[file] !== undefined;
    this.hashes = new HashPool(hashing);
    this.borders = map.v1 === null ? null : new Borders(map, isThere, this.hashes, room, this.decide);
  }

  /** Begins a file. */
  feedOf(file: number): FileFeed {
    const entry = this.map.files[file] as PieceMap["files"][number];
    const v1 = this.borders === null ? null : new V1Feed(this.map, file, this.borders, this.hashes, this.decide);
    const v2 = entry.root === null || !this.map.v2 ? null : new V2Feed(this.states, entry, this.hashing);
    return {
      feed: (bytes) => {
        v1?.feed(bytes);
        if (v2 !== null) return v2.feed(bytes);
      },
      end: async () => {
        v1?.end();
        await v2?.end();
        await this.settled();
      },
    };
  }

  /** Takes a file back that could not be read to its end as it was. */
  lose(file: number): void {
    this.sources[file] = null;
    const { start, end } = piecesTouching(this.map.files[file] as PieceMap["files"][number], this.map.pieceLength);
    for (let piece = start; piece < end; piece++) {
      this.borders?.lose(piece);
      this.states.reset(piece);
    }
  }

  /** All digests that were begun are compared. */
  async settled(): Promise<void> {
    await Promise.all(this.pending.splice(0));
  }

  /** Compares the SHA-1 of a piece. */
  readonly decide = (piece: number, digest: Uint8Array | Promise<Uint8Array>): void => {
    if (digest instanceof Uint8Array) this.compare(piece, digest);
    else this.pending.push(digest.then((bytes) => this.compare(piece, bytes)));
  };

  private compare(piece: number, digest: Uint8Array): void {
    const hashes = this.map.v1 as Uint8Array;
    let same = digest.length === HASH_LENGTH && (piece + 1) * HASH_LENGTH <= hashes.length;
    for (let i = 0; same && i < HASH_LENGTH; i++) same = digest[i] === hashes[piece * HASH_LENGTH + i];
    this.states.set(piece, "v1", same);
  }
}
