import { decodeNamedList } from "../../core/content/file-list.ts";
import { assignFiles, type Coverage, type FilePair } from "../../core/match/match.ts";
import { shownInfoHash } from "../../core/torrent/infohash.ts";
import type { Store } from "../../store/store.ts";
import type { DiskSpeeds } from "../torrents/disk-speeds.ts";
import type { PersonalTorrents } from "../torrents/personal-torrents.ts";
import { PER_TURN, readAhead, type WantedTorrent } from "../torrents/read-ahead.ts";
import type { MatchQuery, Ranking } from "./matcher.ts";

/** One torrent of an answer, with the .torrent as it lies on disk at this moment, or as it was made for the user. */
export interface AnsweredTorrent {
  torrentId: number;
  /** The tracker's own id, where it is known. */
  externalId: string | null;
  /** 40 hex digits (v1, hybrid) or 64 (v2 only). */
  infoHash: string;
  name: string;
  /** Valid until the next torrent is asked for. */
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

/**
 * Reads what a ranking promised, best first. Nothing is held beyond a few torrents, so an answer of any length is
 * streamed. With `personal` each is made for one user. Serving changes nothing in the index; what was skipped is for the next scan to settle.
 */
export async function* answer(
  store: Store,
  query: MatchQuery,
  ranking: Ranking,
  personal: PersonalTorrents | null = null,
  disks?: DiskSpeeds,
): AsyncGenerator<AnsweredTorrent | SkippedTorrent> {
  let pairsLeft = MAX_PAIRS;
  for await (const { torrentId, description, list, torrent } of readAhead(store, promised(store, ranking), disks)) {
    if (!torrent || !description || !list) {
      yield { torrentId, skipped: true };
      continue;
    }
    const assigned = assignFiles(
      ranking.wanted,
      query.tier,
      { ...description, ...decodeNamedList(list) },
      Math.min(MAX_PAIRS_PER_TORRENT, pairsLeft),
    );
    // Found by two names with one hash: not a match at all.
    if (assigned.coverage.files === 0) continue;
    const outgoing = personal ? personal.of(torrent, description) : torrent;
    if (!outgoing) {
      yield { torrentId, skipped: true };
      continue;
    }
    pairsLeft -= assigned.pairs.length;
    yield {
      torrentId,
      externalId: description.externalId,
      infoHash: shownInfoHash(description),
      name: description.name,
      torrent: outgoing,
      size: description.payloadSize,
      coverage: assigned.coverage,
      seeders: description.seeders,
      files: assigned.pairs,
      filesComplete: assigned.complete,
    };
  }
}

/** A torrent that a ranking promised. */
interface PromisedTorrent extends WantedTorrent {
  torrentId: number;
  list: Uint8Array | undefined;
}

function* promised(store: Store, ranking: Ranking): Generator<PromisedTorrent, undefined> {
  for (let start = 0; start < ranking.candidates.length; start += PER_TURN) {
    const ids = ranking.candidates.slice(start, start + PER_TURN).map((candidate) => candidate.torrentId);
    const descriptions = store.torrents.describe(ids);
    const locations = Map.groupBy(store.locations.ofTorrents(ids), (location) => location.torrentId);
    const lists = store.torrents.fileLists(ids);
    for (const torrentId of ids) {
      yield {
        torrentId,
        description: descriptions.get(torrentId),
        list: lists.get(torrentId),
        locations: locations.get(torrentId) ?? [],
      };
    }
  }
}
