import { chooseFiles } from "../../core/completion/choose.ts";
import { sharing } from "../../core/completion/sharing.ts";
import { judge } from "../../core/completion/verdict.ts";
import { askAll } from "../../core/protocol/ask-all.ts";
import { handshake } from "../../core/protocol/handshake.ts";
import type { Problem } from "../../core/protocol/problem.ts";
import { type Report, sendReport } from "../../core/protocol/report.ts";
import type { ServerAddress } from "../../core/protocol/server-address.ts";
import type { Transport } from "../../core/protocol/transport.ts";
import type { PieceHashing } from "../../core/verify/hashing.ts";
import { pieceMapOf } from "../../core/verify/piece-map.ts";
import type { PieceStates } from "../../core/verify/piece-states.ts";
import { type VerifyTask, verify } from "../../core/verify/verify.ts";
import { type CheckedTorrent, foundTorrent } from "./checked.ts";
import { Faults } from "./faults.ts";
import type { ChosenLibrary } from "./library.ts";
import type { EngineNews } from "./messages.ts";
import { type Offer, readOffer } from "./offer.ts";
import type { Pause } from "./pause.ts";

/** What a run needs of the world. */
export interface MatchSettings {
  library: ChosenLibrary;
  transport: Transport;
  address: ServerAddress;
  hashing: PieceHashing;
  pause: Pause;
  signal: AbortSignal;
  tell: (news: EngineNews) => void;
}

/** Bytes of .torrents that a page keeps; what comes beyond is told and left out. */
const MAX_OFFERED_BYTES = 400 * 1024 * 1024;
/** Least bytes and milliseconds between two tellings of progress: each has the page drawn anew. */
const TELL_EVERY = { bytes: 32 * 1024 * 1024, ms: 500 };

/**
 * Asks the server about the chosen files, checks every piece of what it names, and tells of each torrent as soon as it
 * is known. Problems are told; only a server that cannot be asked at all ends it.
 */
export async function match(settings: MatchSettings): Promise<Map<string, CheckedTorrent>> {
  const checked = new Map<string, CheckedTorrent>();
  const offers = await ask(settings);
  const bytesOf = (group: readonly Offer[]) => totalOf(group, settings.library);
  // Small ones first among equals, so that the page soon has something to show.
  const groups = sharing(offers, settings.library.length).sort((a, b) => need(a) - need(b) || bytesOf(a) - bytesOf(b));
  const progress = { read: 0, told: 0, toldAt: 0, total: bytesOf(offers) };
  const faults = new Faults(settings);
  for (const group of groups) {
    if (settings.signal.aborted) break;
    for (const torrent of await check(group, progress, faults, settings)) {
      checked.set(torrent.offer.infoHash, torrent);
      const found = foundTorrent(torrent);
      if (found !== null) settings.tell({ type: "found", torrent: found });
    }
  }
  settings.tell({ type: "checking", read: progress.read, total: Math.max(progress.read, progress.total) });
  if (!settings.signal.aborted) await report([...checked.values()], settings);
  return checked;
}

async function ask({ library, transport, address, signal, tell }: MatchSettings): Promise<Offer[]> {
  const onWait = (ms: number) => tell({ type: "waiting", seconds: Math.ceil(ms / 1000) });
  const unanswered = ({ message, status }: Problem) => {
    if (!signal.aborted) tell({ type: "unanswered", message, status });
  };
  const limits = await handshake(transport, address, { signal, onWait });
  if (!limits.ok) {
    unanswered(limits.problem);
    return [];
  }
  const files = library.asked(limits.value.minFileSize);
  const { minFileSize } = limits.value;
  const asked = { of: files.length, tooSmall: library.length - files.length, minFileSize };
  tell({ type: "asking", asked: 0, ...asked });
  const offers = new Map<string, Offer>();
  let bytes = 0;
  let done = 0;
  for await (const event of askAll(transport, address, limits.value, files, { signal, onWait })) {
    if (event.type === "asked" && event.phase === 1) {
      done += event.files.length;
      tell({ type: "asking", asked: Math.min(done, files.length), ...asked });
    } else if (event.type === "failed") unanswered(event.problem);
    else if (event.type === "torrent") {
      bytes += event.torrent.torrent.length;
      if (bytes > MAX_OFFERED_BYTES) {
        tell({
          type: "problem",
          message: "The server has more torrents for these files than a page can hold. Choose a smaller folder.",
        });
        break;
      }
      try {
        const offer = readOffer(event.torrent, library);
        if (offer !== null) offers.set(offer.infoHash, offer);
      } catch (error) {
        tell({ type: "problem", message: `${event.torrent.name}: ${(error as Error).message}` });
      }
    }
  }
  tell({ type: "asking", asked: files.length, ...asked });
  return [...offers.values()];
}

/** The dead first, then those of which nothing is known. */
function need(group: readonly Offer[]): number {
  return Math.min(...group.map(({ seeders }) => (seeders === null ? 0.5 : seeders)));
}

function totalOf(offers: readonly Offer[], library: ChosenLibrary): number {
  const locals = new Set(offers.flatMap(({ locals }) => locals));
  return [...locals].reduce((sum, local) => sum + library.index.size(local), 0);
}

async function check(
  group: readonly Offer[],
  progress: { read: number; told: number; toldAt: number; total: number },
  faults: Faults,
  { library, hashing, pause, signal, tell }: MatchSettings,
): Promise<CheckedTorrent[]> {
  const locals = new Map<number, number>();
  const tasks: VerifyTask[] = [];
  for (const { metainfo, bytes, candidates } of group) {
    const map = pieceMapOf(metainfo, bytes);
    const fileOf = (local: number) => faults.watch(local, library.file(local));
    const chosen = await chooseFiles(map, candidates, { hashing, fileOf, signal });
    for (const local of chosen) if (local !== null && !locals.has(local)) locals.set(local, locals.size);
    tasks.push({ map, sources: chosen.map((local) => (local === null ? null : (locals.get(local) as number))) });
  }
  const ids = [...locals.keys()];
  const verified = await verify(
    ids.map((local) => library.file(local)),
    tasks,
    {
      hashing,
      signal,
      onRead(bytes) {
        progress.read += bytes;
        const now = performance.now();
        if (progress.read - progress.told >= TELL_EVERY.bytes && now - progress.toldAt >= TELL_EVERY.ms) {
          progress.told = progress.read;
          progress.toldAt = now;
          tell({ type: "checking", read: progress.read, total: Math.max(progress.read, progress.total) });
        }
        return pause.wait();
      },
    },
  );
  if (!verified.finished) return [];
  const byLocal = new Map([...verified.faults].map(([file, message]) => [ids[file] as number, message]));
  for (const [local, message] of byLocal) faults.note(local, message);
  return group.map((offer, i) => {
    const sources = [...(tasks[i]?.sources ?? [])].map((file) => (file === null ? null : (ids[file] as number)));
    const verdict = judge(offer.metainfo, verified.states[i] as PieceStates, sources, library.index, byLocal);
    return { offer, verdict };
  });
}

async function report(checked: readonly CheckedTorrent[], settings: MatchSettings): Promise<void> {
  const { transport, address, signal, tell } = settings;
  const said: Report = { confirmed: [], rejected: [] };
  for (const { offer, verdict } of checked) {
    const info_hash = offer.infoHash;
    if (verdict.status === "ready") said.confirmed.push({ info_hash, pieces_verified: verdict.piecesVerified });
    else if (verdict.status === "none") said.rejected.push({ info_hash });
  }
  if (said.confirmed.length + said.rejected.length === 0) return;
  const outcome = await sendReport(transport, address, said, { signal });
  if (outcome.ok) tell({ type: "reported" });
  else tell({ type: "problem", message: `The report was not taken: ${outcome.problem.message}` });
}
