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
/** Files, and bytes of them, read ahead of the one that is being sent; at least one, whatever its size. */
const AHEAD_FILES = 32;
const AHEAD_BYTES = 2 * 1024 * 1024;

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
  for await (const { torrentId, description, torrent } of readAhead(promised(store, ranking))) {
    if (!torrent || !description) {
      yield { torrentId, skipped: true };
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
      torrentId,
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

/** A torrent that a ranking promised, and where it lay when it was indexed. */
interface PromisedTorrent {
  torrentId: number;
  description: TorrentDescription | undefined;
  locations: readonly TorrentLocation[];
}

function* promised(store: Store, ranking: Ranking): Generator<PromisedTorrent, undefined> {
  for (let start = 0; start < ranking.candidates.length; start += PER_TURN) {
    const ids = ranking.candidates.slice(start, start + PER_TURN).map((candidate) => candidate.torrentId);
    const descriptions = store.torrents.describe(ids);
    const locations = Map.groupBy(store.locations.ofTorrents(ids), (location) => location.torrentId);
    for (const torrentId of ids) {
      yield { torrentId, description: descriptions.get(torrentId), locations: locations.get(torrentId) ?? [] };
    }
  }
}

async function* readAhead(source: Generator<PromisedTorrent, undefined>) {
  const ahead: { next: PromisedTorrent; size: number; torrent: Promise<Uint8Array | null> }[] = [];
  let bytes = 0;
  const fill = () => {
    while (ahead.length < AHEAD_FILES && (bytes < AHEAD_BYTES || ahead.length === 0)) {
      const next = source.next().value;
      if (!next) return;
      const size = next.locations[0]?.size ?? 0;
      bytes += size;
      const torrent = next.description ? readTorrent(next.description, next.locations) : Promise.resolve(null);
      ahead.push({ next, size, torrent });
    }
  };
  for (;;) {
    fill();
    const first = ahead.shift();
    if (!first) return;
    const torrent = await first.torrent;
    bytes -= first.size;
    yield { ...first.next, torrent };
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
    // One task off the event loop that opens, reads and closes: a third of what three calls cost.
    const bytes = await Bun.file(systemPath(path) as string)
      .slice(0, size + 1)
      .bytes();
    return bytes.length === size ? bytes : null;
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
