import { parseMetainfo } from "../../core/torrent/parse.ts";
import { hashBytes } from "../sources/server-source.ts";
import type { Wanted } from "../sources/torrent-source.ts";
import { foundTorrent } from "./found-torrent.ts";
import type { Gathered } from "./gathered.ts";
import type { FoundTorrent, MatchEvent } from "./match-event.ts";
import type { MatchOptions } from "./match-options.ts";
import { restoreVerdict, storeVerdict } from "./stored-verdict.ts";
import type { VerifiedTorrent } from "./verify-wave.ts";

/** A torrent that was found and is to be asked for again, for the user's own announce addresses. */
export interface Incomplete {
  gathered: Gathered;
  isRemembered: boolean;
  wanted: Wanted;
  /** Null where the state has what came of it: a torrent and its files are much to keep in memory. */
  found: FoundTorrent | null;
}

/** Local files by which a torrent is asked for again. */
const ASKED_BY = 4;

/** What an earlier run, or this one, has found of a torrent; null where that is not known for the files as they are now. */
export async function remembered(
  gathered: Gathered,
  { state, library }: MatchOptions,
): Promise<VerifiedTorrent | null> {
  const stored = state.result(hashBytes(gathered.infoHash));
  if (stored === null || Buffer.compare(stored.fingerprint, gathered.fingerprint) !== 0) return null;
  const bytes = await gathered.bytes();
  const metainfo = parseMetainfo(bytes, {}, { hashPieces: false });
  const verdict = restoreVerdict(stored.verdict, metainfo, library);
  return verdict === null ? null : { gathered, metainfo, bytes, verdict, settled: true };
}

/** Keeps what was found and tells of it. */
export async function* settle(
  torrent: VerifiedTorrent,
  isRemembered: boolean,
  incomplete: Incomplete[],
  { state, library, summary, clock, needsOwn }: MatchOptions,
): AsyncGenerator<MatchEvent> {
  const { gathered, verdict } = torrent;
  const { infoHash, fingerprint, source } = gathered;
  if (!isRemembered && torrent.settled) {
    state.noteResult(hashBytes(infoHash), { fingerprint, verdict: storeVerdict(verdict, library) }, clock());
  }
  gathered.outcome = { status: verdict.status, pieces: verdict.piecesVerified };
  if (isRemembered) summary.remembered++;
  if (verdict.status === "none") {
    summary.rejected++;
    source.forget?.(infoHash);
    yield { type: "rejected", infoHash, name: gathered.name, reason: verdict.reason ?? "no piece holds" };
    return;
  }
  summary[verdict.status]++;
  if (verdict.status === "ready" && gathered.seeders === 0) summary.ready_dead++;
  const found = foundTorrent(torrent, isRemembered, library);
  if (found.stripped && source.complete !== null && needsOwn(found)) {
    incomplete.push({ gathered, isRemembered, wanted: wantedOf(found), found: torrent.settled ? null : found });
  } else yield { type: "found", torrent: found };
}

function wantedOf({ infoHash, files }: FoundTorrent): Wanted {
  const there = files.flatMap(({ path, size }) => (path === null ? [] : [{ path, size }]));
  const largest = there.sort((a, b) => b.size - a.size).slice(0, ASKED_BY);
  return {
    infoHash,
    files: largest.map(({ path, size }) => ({ name: path.slice(path.lastIndexOf("/") + 1), size })),
  };
}
