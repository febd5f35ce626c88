import { open } from "node:fs/promises";
import { bytesToHex } from "../core/hex.ts";
import { assignFiles, type Coverage, type FilePair } from "../core/match.ts";
import { systemPath } from "../core/path-bytes.ts";
import type { TorrentLocation } from "../store/locations.ts";
import type { Store } from "../store/store.ts";
import type { TorrentDescription } from "../store/torrents.ts";
import type { MatchQuery, Ranking } from "./matcher.ts";

/** One torrent of an answer, with the .torrent as it lies on disk at this moment. */
export interface AnsweredTorrent {
  torrentId: number;
  /** 40 hex digits (v1, hybrid) or 64 (v2 only). */
  infoHash: string;
  name: string;
  torrent: Uint8Array;
  size: number;
  coverage: Coverage;
  seeders: number | null;
  files: FilePair[];
  /** False when there were more possible pairs than an answer lists. */
  filesComplete: boolean;
}

/** A torrent that could not be handed out: its file is gone or has changed since it was indexed. */
export interface SkippedTorrent {
  torrentId: number;
  skipped: true;
}

/** Pairs listed for one torrent, and for one answer. */
const MAX_PAIRS_PER_TORRENT = 10_000;
const MAX_PAIRS = 100_000;
/** Torrents described by one statement. */
const PER_TURN = 50;
/** Files read ahead of the one that is being sent. */
const READ_AHEAD = 8;

/**
 * Reads what a ranking promised, best first. Nothing is held beyond a few torrents, so an answer of any length is
 * streamed. Serving changes nothing in the index; what was skipped is for the next scan to settle.
 */
export async function* answer(
  store: Store,
  query: MatchQuery,
  ranking: Ranking,
): AsyncGenerator<AnsweredTorrent | SkippedTorrent> {
  let pairsLeft = MAX_PAIRS;
  for (let start = 0; start < ranking.candidates.length; start += PER_TURN) {
    const turn = ranking.candidates.slice(start, start + PER_TURN);
    const ids = turn.map((candidate) => candidate.torrentId);
    const descriptions = store.torrents.describe(ids);
    const locations = Map.groupBy(store.locations.ofTorrents(ids), (location) => location.torrentId);
    const reads = turn.map((candidate) => {
      const description = descriptions.get(candidate.torrentId);
      return { candidate, description, locations: locations.get(candidate.torrentId) ?? [] };
    });
    const ahead: Promise<Uint8Array | null>[] = [];
    const readNext = () => {
      const next = reads[ahead.length];
      if (next) ahead.push(next.description ? readTorrent(next.description, next.locations) : Promise.resolve(null));
    };
    for (let i = 0; i < READ_AHEAD; i++) readNext();
    for (const [i, { candidate, description }] of reads.entries()) {
      const torrent = await ahead[i];
      readNext();
      if (!torrent || !description) {
        yield { torrentId: candidate.torrentId, skipped: true };
        continue;
      }
      const assigned = assignFiles(
        query.files,
        ranking.wanted,
        query.tier,
        { ...description, files: store.torrents.files(description.id) },
        Math.min(MAX_PAIRS_PER_TORRENT, pairsLeft),
      );
      // Found by two names with one hash: not a match at all.
      if (assigned.coverage.files === 0) continue;
      pairsLeft -= assigned.pairs.length;
      yield {
        torrentId: description.id,
        infoHash: bytesToHex(description.infoHashV1 ?? description.infoHashV2 ?? new Uint8Array()),
        name: description.name,
        torrent,
        size: description.payloadSize,
        coverage: assigned.coverage,
        seeders: description.seeders,
        files: assigned.pairs,
        filesComplete: assigned.complete,
      };
    }
  }
}

/** The bytes of a torrent from the first of its places that still holds it; null when none does. */
export async function readTorrent(
  description: TorrentDescription,
  locations: readonly TorrentLocation[],
): Promise<Uint8Array | null> {
  for (const location of locations) {
    const bytes = await readIfUnchanged(location);
    if (bytes && holds(bytes, location.infoOffset, description)) return bytes;
  }
  return null;
}

async function readIfUnchanged({ path, size }: TorrentLocation): Promise<Uint8Array | null> {
  try {
    const file = await open(systemPath(path), "r");
    try {
      const bytes = new Uint8Array(size + 1);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return bytesRead === size ? bytes.subarray(0, size) : null;
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

function holds(
  bytes: Uint8Array,
  infoOffset: number,
  { infoHashV1, infoHashV2, infoLength }: TorrentDescription,
): boolean {
  const info = bytes.subarray(infoOffset, infoOffset + infoLength);
  const expected = infoHashV1 ?? infoHashV2 ?? new Uint8Array();
  const digest = new Uint8Array(expected.length);
  if (infoHashV1) Bun.SHA1.hash(info, digest);
  else Bun.SHA256.hash(info, digest);
  return Buffer.compare(digest, expected) === 0;
}
