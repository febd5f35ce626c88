import type { AnswerEnd } from "./answer-reader.ts";
import { Batches } from "./batches.ts";
import type { Handshake } from "./handshake.ts";
import type { MatchedTorrent } from "./matched-torrent.ts";
import { type AskedFile, askPhase, type PhaseOptions, phaseBody } from "./phases.ts";
import type { Outcome, Problem } from "./problem.ts";
import type { ServerAddress } from "./server-address.ts";
import type { Transport } from "./transport.ts";

/** What happens while a server is asked about many files. */
export type AskEvent =
  | { type: "torrent"; torrent: MatchedTorrent; phase: 1 | 2 }
  /** These files were asked about, and everything that the server has for them has come. */
  | { type: "asked"; files: readonly AskedFile[]; phase: 1 | 2 }
  /** These files could not be asked about. */
  | { type: "failed"; files: readonly AskedFile[]; phase: 1 | 2; problem: Problem }
  /** Counts of one answer: entries without the protocol's form, torrents not to be read, torrents held back. */
  | { type: "left_out"; malformed: number; skipped: number; heldBack: number };

export interface AskOptions extends PhaseOptions {
  /** Torrents that are not wanted (again), by the server's ids. */
  exclude?: readonly number[];
  /** Most torrents that are taken in all; 100,000 unless told. */
  maxTorrents?: number;
}

/** Times that one batch is asked for more; each gives up to `max_torrents_per_response`. */
const MAX_PAGES = 200;
const MAX_EXCLUDED = 100_000;
const MAX_TORRENTS = 100_000;
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Asks about all files (gone through once a phase), phase 1 and then phase 2, in batches within the server's limits; asks again while an answer is
 * cut short, and with half of the files where the server (413) or the bound on answers finds them too many. Torrents
 * come as they are found, each once; a problem ends only the batch that met it, but for those that every batch would meet.
 */
export async function* askAll(
  transport: Transport,
  address: ServerAddress,
  limits: Handshake,
  files: Iterable<AskedFile>,
  options: AskOptions = {},
): AsyncGenerator<AskEvent> {
  const seen = new Set<number>(options.exclude ?? []);
  const state: Asking = { found: 0, over: false, oversized: 0 };
  let batches: Batches | null = null;
  for (const phase of [1, 2] as const) {
    const room = { files: limits.maxFilesPerRequest, bytes: roomFor(address, phase, limits, seen.size) };
    batches = new Batches(files, phase, room, batches);
    for (let batch = batches.next(); batch !== null && !state.over; batch = batches.next()) {
      yield* askBatch(transport, address, limits, phase, batch, seen, batches, state, options);
    }
  }
}

/** What was learnt of a server on the way. */
interface Asking {
  found: number;
  /** It is not asked any more. */
  over: boolean;
  /** Answers that had no end. */
  oversized: number;
}

/** Answers over the bound that are put up with: each costs a download of that size. */
const MAX_OVERSIZED = 12;

/** Problems that asking about other files would meet as well. */
const FOR_ALL = new Set(["unauthorized", "forbidden", "stopped", "redirected", "unreachable"]);

async function* askBatch(
  transport: Transport,
  address: ServerAddress,
  limits: Handshake,
  phase: 1 | 2,
  batch: AskedFile[],
  seen: Set<number>,
  batches: Batches,
  state: Asking,
  options: AskOptions,
): AsyncGenerator<AskEvent> {
  const most = Math.min(limits.maxExcludedIds ?? MAX_EXCLUDED, MAX_EXCLUDED);
  const maxTorrents = options.maxTorrents ?? MAX_TORRENTS;
  for (let page = 0; ; page++) {
    let outcome: Outcome<AnswerEnd> | null = null;
    let fresh = 0;
    for await (const event of askPhase(transport, address, phase, batch, [...seen].slice(-most), limits, options)) {
      if (event.type === "end") {
        ({ outcome } = event);
        continue;
      }
      const { torrent } = event;
      if (seen.has(torrent.torrentId)) continue;
      if (state.found === maxTorrents) break;
      seen.add(torrent.torrentId);
      state.found++;
      fresh++;
      yield { type: "torrent", torrent, phase };
    }
    if (state.found >= maxTorrents) {
      state.over = true;
      const message = `the server has more than ${maxTorrents} torrents for these files; the rest is skipped`;
      yield { type: "failed", files: [...batch, ...batches.rest()], phase, problem: tooMany(message) };
      return;
    }
    if (!outcome?.ok) {
      const problem = outcome?.problem ?? tooMany("the response has no end");
      const endless = problem.kind === "answer_too_large" && ++state.oversized >= MAX_OVERSIZED;
      const splits = problem.kind === "too_large" || problem.kind === "answer_too_large";
      if (splits && batch.length > 1 && !endless) {
        batches.halve(batch);
        return;
      }
      state.over = endless || FOR_ALL.has(problem.kind);
      yield { type: "failed", files: state.over ? [...batch, ...batches.rest()] : batch, phase, problem };
      return;
    }
    const { truncated, ...left } = outcome.value;
    if (left.malformed + left.skipped + left.heldBack > 0) yield { type: "left_out", ...left };
    // One that repeats itself, or has no end, would be asked for ever.
    if (!truncated || fresh === 0 || page === MAX_PAGES) break;
  }
  yield { type: "asked", files: batch, phase };
}

function tooMany(message: string): Problem {
  return { kind: "bad_answer", message, status: null, code: null };
}

/** Bytes that the files of one request may have. */
function roomFor(address: ServerAddress, phase: 1 | 2, limits: Handshake, excluded: number): number {
  const rest = phaseBody(address, phase, [], [0]).length + Math.min(excluded + 5_000, MAX_EXCLUDED) * 11;
  return (limits.maxBodyBytes ?? MAX_BODY_BYTES) - rest;
}
