import { isObject } from "../json-text.ts";
import { base64ToBytes } from "./base64.ts";

/** One torrent of an answer, its form checked; what is in the .torrent is not. */
export interface MatchedTorrent {
  torrentId: number;
  /** As the server says it, lower case: 40 or 64 hexadecimal digits. */
  infoHash: string;
  name: string;
  torrent: Uint8Array;
  /** Null where nobody counted them, or the server does not say. */
  seeders: number | null;
}

/** An answer of phase 1 or 2. */
export interface MatchAnswer {
  torrents: MatchedTorrent[];
  /** More match than were sent: ask again with these excluded. */
  truncated: boolean;
  /** Entries that have not the form of the protocol. */
  malformed: number;
  /** Torrents that the server found and could not send. */
  skipped: number;
  /** Torrents that the server's rules hold back. */
  heldBack: number;
}

const MAX_NAME = 4096;

/**
 * An answer of the match protocol (docs/protocol.md, section 1); null where it has another form. Entries without a .torrent, an
 * info-hash or an id are counted and left out.
 * @param maxTorrents what the handshake promised; a server that sends many times as many is cut short
 */
export function readMatchAnswer(value: unknown, maxTorrents: number): MatchAnswer | null {
  if (!isObject(value) || value["status"] !== "ok" || !Array.isArray(value["matched_torrents"])) return null;
  const entries: unknown[] = value["matched_torrents"];
  const answer: MatchAnswer = {
    torrents: [],
    truncated: value["truncated"] === true || entries.length > maxTorrents,
    malformed: 0,
    skipped: count(value["skipped_torrents"]),
    heldBack: count(value["held_back"]),
  };
  for (const entry of entries.slice(0, maxTorrents)) {
    const torrent = readTorrent(entry);
    if (torrent === null) answer.malformed++;
    else answer.torrents.push(torrent);
  }
  return answer;
}

function readTorrent(entry: unknown): MatchedTorrent | null {
  if (!isObject(entry)) return null;
  const { torrent_id: id, info_hash: hash, name, torrent_file: file, seeders } = entry;
  if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 0) return null;
  if (typeof hash !== "string" || !/^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(hash)) return null;
  const torrent = typeof file === "string" ? base64ToBytes(file) : null;
  if (torrent === null || torrent.length === 0) return null;
  return {
    torrentId: id,
    infoHash: hash.toLowerCase(),
    name: typeof name === "string" ? name.slice(0, MAX_NAME) : "",
    torrent,
    seeders: typeof seeders === "number" && Number.isSafeInteger(seeders) && seeders >= 0 ? seeders : null,
  };
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
