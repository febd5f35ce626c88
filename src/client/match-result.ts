import type { Metainfo } from "../core/torrent/metainfo.ts";

/**
 * What a user's files make of a torrent. `ready`: every piece is verified. `partial`: what is there is verified, other
 * files are missing. `near`: files are there and some of their pieces differ. `seeding`: one of the user's clients has
 * it, which matching itself never says.
 */
export type MatchStatus = "ready" | "partial" | "near" | "seeding";

/** What told a file from every other, and from itself changed, when it was verified; bigint as `fstat` gives them. */
export interface VerifiedStat {
  dev: bigint;
  ino: bigint;
  /** Bytes. */
  size: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
}

/** One file of a torrent and the local file that was found for it. */
export interface MatchedFile {
  /** In `metainfo.files`. Padding files and symbolic links are not listed. */
  index: number;
  /** Bytes, as the torrent says. */
  size: number;
  /** Absolute path of the local file (core/path-bytes.ts: made for the system with `systemPath`); null where none was found. */
  path: string | null;
  /** True when every piece that touches the file is verified, those that it shares with its neighbours included. Only such a file may be hard-linked. */
  whole: boolean;
  /** Null where `path` is. */
  stat: VerifiedStat | null;
}

/** One torrent that a library can seed, or nearly. */
export interface MatchResult {
  torrent: {
    metainfo: Metainfo;
    /** The .torrent as it came, with the user's own announce addresses: secret. */
    bytes: Uint8Array;
    /** Lower-case hexadecimal digits; of a hybrid both stand. */
    infoHashV1: string | null;
    infoHashV2: string | null;
  };
  status: MatchStatus;
  /** Null where nobody counted them. */
  seeders: number | null;
  /** Every file of the torrent that has bytes of its own or is empty, in its order. */
  files: MatchedFile[];
  /** Why it is not ready, a short sentence; null for a ready one. */
  reason: string | null;
}
