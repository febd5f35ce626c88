import { withoutSecrets } from "../../core/personal/personalise.ts";
import { shownInfoHash } from "../../core/torrent/infohash.ts";
import type { Metainfo } from "../../core/torrent/metainfo.ts";
import { parseMetainfo } from "../../core/torrent/parse.ts";
import type { MatchState } from "../../store/client/match-state.ts";
import { Spool } from "../../work/files/spool.ts";
import type { Library } from "../library/library.ts";
import { MemoryLimit } from "../library/memory-limit.ts";
import { hashBytes } from "../sources/server-source.ts";
import type { TorrentSource } from "../sources/torrent-source.ts";
import { foundTorrent } from "./found-torrent.ts";
import { type Gathered, Gathering } from "./gathered.ts";
import type { FoundTorrent, MatchEvent, MatchSummary } from "./match-event.ts";
import type { ReadPace } from "./read-pace.ts";
import { restoreVerdict, storeVerdict } from "./stored-verdict.ts";
import { type VerifiedTorrent, verifyWave } from "./verify-wave.ts";
import { contentOfAll, type Wave, wavesOf } from "./waves.ts";

/** How to match. */
export interface MatchOptions {
  library: Library;
  sources: readonly TorrentSource[];
  state: MatchState;
  pace: ReadPace;
  signal: AbortSignal;
  /** Unix milliseconds. */
  clock: () => number;
  /** Verify again what an earlier run has verified. */
  fresh: boolean;
  /** Whether a torrent that is only known without the user's announce addresses has to be asked for again. */
  needsOwn: (torrent: FoundTorrent) => boolean;
  summary: MatchSummary;
}

/**
 * Finds which torrents of the sources a library holds, verifies every piece, and tells of each as soon as it is known.
 * Reads the library and never writes to it. Problems are events; what was verified is kept in the state, so that a run
 * that is stopped can be gone on with.
 */
export async function* matchLibrary(options: MatchOptions): AsyncGenerator<MatchEvent> {
  const { library, state, summary, signal, sources } = options;
  using spool = Spool.beside(state.path);
  const gathering = new Gathering(library, spool, state.ownChanges());
  for (const source of sources) yield* gather(source, gathering, options);
  summary.torrents = gathering.torrents.length;
  const unknown: Gathered[] = [];
  const incomplete: FoundTorrent[] = [];
  const memory = new MemoryLimit(1_000);
  for (const gathered of gathering.torrents) {
    if (signal.aborted) return;
    memory.note(gathered.files);
    const known = options.fresh ? null : await remembered(gathered, options);
    if (known === null) unknown.push(gathered);
    else yield* settle(known, true, incomplete, options);
  }
  yield* verifyAll(unknown, incomplete, options);
  for (const source of sources) yield* completeAll(source, incomplete, options);
  if (!signal.aborted) yield* reportAll(gathering.torrents, options);
}

async function* gather(
  source: TorrentSource,
  gathering: Gathering,
  { library, signal, summary }: MatchOptions,
): AsyncGenerator<MatchEvent> {
  yield { type: "asking", source: source.name };
  const before = gathering.torrents.length;
  for await (const event of source.torrents(library.index, signal)) {
    switch (event.type) {
      case "torrent": {
        const { label } = event.torrent;
        const outcome = gathering.add(event.torrent, source);
        if ("dropped" in outcome && outcome.dropped === "bad") {
          summary.invalid++;
          yield { type: "problem", message: `${label.slice(0, 200)}: ${outcome.message}` };
        }
        if (!("dropped" in outcome)) keepOffered(outcome, event.torrent.bytes);
        break;
      }
      case "asked": {
        summary.asked += event.files;
        summary.asked_before += event.known;
        const torrents = gathering.torrents.length - before;
        yield { type: "asked", source: source.name, files: event.files, known: event.known, torrents };
        break;
      }
      case "problem":
        if (event.fatal) summary.status = "failed";
        yield { type: "problem", message: event.message };
        break;
      case "waiting":
        yield { ...event, source: source.name };
        break;
      case "left_out":
        summary.held_back += event.heldBack;
        summary.invalid += event.malformed;
        break;
    }
  }
}

/** Before its files are said to be asked about, so that a run that is stopped loses no torrent. */
function keepOffered({ source, stripped, torrentId, infoHash, seeders }: Gathered, bytes: Uint8Array): void {
  if (stripped || torrentId === null) return;
  source.remember?.({ infoHash, torrentId, seeders, bytes: withoutSecrets(bytes) });
}

async function remembered(gathered: Gathered, { state, library }: MatchOptions): Promise<VerifiedTorrent | null> {
  const stored = state.result(hashBytes(gathered.infoHash));
  if (stored === null || Buffer.compare(stored.fingerprint, gathered.fingerprint) !== 0) return null;
  const bytes = await gathered.bytes();
  const metainfo = parseMetainfo(bytes, {}, { hashPieces: false });
  const verdict = restoreVerdict(stored.verdict, metainfo, library);
  return verdict === null ? null : { gathered, metainfo, bytes, verdict, settled: true };
}

async function* verifyAll(
  unknown: readonly Gathered[],
  incomplete: FoundTorrent[],
  options: MatchOptions,
): AsyncGenerator<MatchEvent> {
  const { library, signal, summary } = options;
  const progress = { read: 0, total: contentOfAll(unknown, library) };
  const memory = new MemoryLimit(1);
  for (const wave of wavesOf(unknown, library)) {
    if (signal.aborted) return;
    yield* verifyOne(wave, progress, incomplete, options);
    summary.bytes_read = progress.read;
    memory.note(1);
  }
}

/** Bytes read, of those that are to be read. */
interface Progress {
  read: number;
  total: number;
}

async function* verifyOne(
  wave: Wave,
  progress: Progress,
  incomplete: FoundTorrent[],
  options: MatchOptions,
): AsyncGenerator<MatchEvent> {
  const { library, pace, signal } = options;
  const faults = new Map<number, string>();
  const started = progress.read;
  const due = contentOfAll(wave, library);
  const working = verifyWave(wave, {
    ...{ library, pace, signal },
    onRead: (bytes) => {
      progress.read += bytes;
    },
    onFault: (local, message) => faults.set(local, message),
  });
  // Told from outside of the reading, so that drawing never waits for a disk.
  for (let verified: VerifiedTorrent[] | null = null; verified === null; ) {
    verified = await Promise.race([working, tick()]);
    yield { type: "verifying", read: progress.read, total: Math.max(progress.total, progress.read) };
  }
  // What was not worth reading is done as well.
  progress.total += Math.min(0, progress.read - started - due);
  for (const [local, message] of faults) yield { type: "problem", message: `${library.path(local)}: ${message}` };
  for (const torrent of await working) {
    if (torrent.settled || !signal.aborted) yield* settle(torrent, false, incomplete, options);
  }
}

const TICK_MS = 200;

function tick(): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), TICK_MS));
}

/** Keeps what was found and tells of it. */
async function* settle(
  torrent: VerifiedTorrent,
  isRemembered: boolean,
  incomplete: FoundTorrent[],
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
  if (found.stripped && source.complete !== null && needsOwn(found)) incomplete.push(found);
  else yield { type: "found", torrent: found };
}

/** Asks again for torrents of which only the user's own announce addresses are missing. */
async function* completeAll(
  source: TorrentSource,
  incomplete: readonly FoundTorrent[],
  { signal }: MatchOptions,
): AsyncGenerator<MatchEvent> {
  const waiting = new Map(incomplete.filter((torrent) => torrent.source === source.name).map((t) => [t.infoHash, t]));
  if (waiting.size === 0 || source.complete === null) return;
  const wanted = [...waiting.values()].map(({ infoHash, files }) => ({
    infoHash,
    files: files
      .filter(({ path }) => path !== null)
      .sort((a, b) => b.size - a.size)
      .map(({ path, size }) => ({ name: (path as string).slice((path as string).lastIndexOf("/") + 1), size })),
  }));
  for await (const event of source.complete(wanted, signal)) {
    if (event.type === "problem") yield { type: "problem", message: event.message };
    if (event.type !== "torrent") continue;
    const { bytes } = event.torrent;
    const metainfo = parsedOrNull(bytes);
    const found = metainfo === null ? undefined : waiting.get(shownInfoHash(metainfo));
    if (metainfo === null || found === undefined) continue;
    waiting.delete(found.infoHash);
    yield { type: "found", torrent: { ...found, stripped: false, torrent: { ...found.torrent, metainfo, bytes } } };
  }
  for (const torrent of waiting.values()) {
    const message = `${torrent.torrent.metainfo.name}: the server does not offer it any more`;
    yield { type: "problem", message };
    yield { type: "found", torrent };
  }
}

function parsedOrNull(bytes: Uint8Array): Metainfo | null {
  try {
    return parseMetainfo(bytes, {}, { hashPieces: false });
  } catch {
    return null;
  }
}

/** Tells each source what came of its torrents; what was told in an earlier run is not told again. */
async function* reportAll(
  torrents: readonly Gathered[],
  { signal, summary }: MatchOptions,
): AsyncGenerator<MatchEvent> {
  for (const [source, offered] of Map.groupBy(torrents, (torrent) => torrent.source)) {
    if (source.report === null) continue;
    const fresh = offered.filter((torrent) => !torrent.reported && torrent.outcome !== undefined);
    const confirmed = fresh
      .filter((torrent) => torrent.outcome?.status === "ready")
      .map((torrent) => ({ infoHash: torrent.infoHash, pieces: torrent.outcome?.pieces ?? 0 }));
    const rejected = fresh.filter((torrent) => torrent.outcome?.status === "none").map(({ infoHash }) => infoHash);
    if (confirmed.length + rejected.length === 0) continue;
    const problem = await source.report({ confirmed, rejected }, signal);
    if (problem === null) summary.reported += confirmed.length + rejected.length;
    else yield { type: "problem", message: `${source.name}: the report was not taken: ${problem}` };
  }
}
