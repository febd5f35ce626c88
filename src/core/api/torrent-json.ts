import { bytesToHex } from "../hex.ts";
import { isoTime } from "../iso-time.ts";
import type { WithheldReason } from "../listing/listed-torrent.ts";
import { displayPath } from "../path-bytes.ts";
import { shownInfoHash } from "../torrent/infohash.ts";
import type { TorrentState } from "./torrent-state.ts";

/** A torrent as lists have it: sizes in bytes, times in Unix milliseconds. */
export interface ListedTorrent {
  id: number;
  infoHashV1: Uint8Array | null;
  infoHashV2: Uint8Array | null;
  externalId: string | null;
  name: string;
  state: TorrentState;
  private: boolean;
  /** Bytes of real files, and how many can be matched. */
  size: number;
  fileCount: number;
  seeders: number | null;
  leechers: number | null;
  swarmSeenAt: number | null;
  addedAt: number;
  /** How often it was in an answer, and how often somebody confirmed it. */
  matched: number;
  confirmed: number;
}

/** The same for the API and for `--json`. */
export function torrentJson(torrent: ListedTorrent) {
  const { infoHashV1, infoHashV2, swarmSeenAt } = torrent;
  return {
    torrent_id: torrent.id,
    info_hash: shownInfoHash(torrent),
    info_hash_v1: infoHashV1 && bytesToHex(infoHashV1),
    info_hash_v2: infoHashV2 && bytesToHex(infoHashV2),
    external_id: torrent.externalId,
    name: torrent.name,
    state: torrent.state,
    private: torrent.private,
    size: torrent.size,
    file_count: torrent.fileCount,
    seeders: torrent.seeders,
    leechers: torrent.leechers,
    swarm_seen_at: isoTime(swarmSeenAt),
    added_at: isoTime(torrent.addedAt),
    matched: torrent.matched,
    confirmed: torrent.confirmed,
  };
}

/** What the index knows of one torrent besides, without its files. */
export interface TorrentDetails extends ListedTorrent {
  piecesHash: Uint8Array | null;
  pieceLength: number;
  pieceCount: number;
  /** Padding included. */
  totalSize: number;
  singleFile: boolean;
  /** Why the list in force keeps it back, and since when; null for one that it does not. */
  withheld: { reason: WithheldReason; since: number } | null;
  /** The bytes are in the database. */
  stored: boolean;
}

/** All that is known of a torrent, with some of its files. */
export interface ShownTorrent extends TorrentDetails {
  /** Where its .torrent files lie. */
  locations: readonly string[];
  /** Null for a torrent of version 2 alone, of which Trackarr makes none. */
  contentSignature: string | null;
  /** Files of its list, padding included. */
  filesTotal: number;
  /** Paths with the root folder, sizes in bytes. */
  files: readonly { path: string; size: number; pad: boolean }[];
}

/** One torrent with everything about it. */
export function shownTorrentJson(torrent: ShownTorrent) {
  return {
    ...torrentJson(torrent),
    total_size: torrent.totalSize,
    single_file: torrent.singleFile,
    piece_length: torrent.pieceLength,
    piece_count: torrent.pieceCount,
    pieces_hash: torrent.piecesHash && bytesToHex(torrent.piecesHash),
    content_signature: torrent.contentSignature,
    withheld: torrent.withheld && { reason: torrent.withheld.reason, since: isoTime(torrent.withheld.since) },
    stored: torrent.stored,
    locations: torrent.locations.map(displayPath),
    files_total: torrent.filesTotal,
    files: torrent.files,
  };
}
