import { type Candidates, candidatesOf } from "../../core/completion/candidates.ts";
import { plainDigests } from "../../core/hashing/plain-digests.ts";
import { bytesToHex } from "../../core/hex.ts";
import type { MatchedTorrent } from "../../core/protocol/matched-torrent.ts";
import { shownInfoHash } from "../../core/torrent/infohash.ts";
import type { Metainfo } from "../../core/torrent/metainfo.ts";
import { readMetainfo } from "../../core/torrent/read-metainfo.ts";
import type { ChosenLibrary } from "./library.ts";

/** A torrent that the server named, while it waits to be checked. */
export interface Offer {
  infoHash: string;
  metainfo: Metainfo;
  bytes: Uint8Array;
  seeders: number | null;
  candidates: Candidates;
  /** Likeliest local files. */
  locals: number[];
}

/**
 * Reads a torrent that a server sent. Null where none of its files is among the chosen ones.
 * @throws Error where it is no .torrent, or another than was said
 */
export function readOffer({ infoHash, torrent, seeders }: MatchedTorrent, library: ChosenLibrary): Offer | null {
  const metainfo = readMetainfo(torrent, plainDigests, {}, { hashPieces: false });
  const own = [metainfo.infoHashV1, metainfo.infoHashV2].map((hash) => hash && bytesToHex(hash));
  if (!own.some((hash) => hash === infoHash || hash?.slice(0, 40) === infoHash)) {
    throw new Error(`the server sent another torrent than ${infoHash}`);
  }
  const candidates = candidatesOf(metainfo, library.index);
  const locals = [...new Set(candidates.flatMap((list) => list.slice(0, 1).map(({ local }) => local)))];
  if (locals.length === 0) return null;
  return { infoHash: shownInfoHash(metainfo), metainfo, bytes: torrent, seeders, candidates, locals };
}
