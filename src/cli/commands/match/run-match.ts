import type { Library } from "../../../client/library/library.ts";
import { pathFilter } from "../../../client/library/path-filter.ts";
import { walkLibrary, withSlashes } from "../../../client/library/walk-library.ts";
import type { FoundTorrent, MatchEvent, MatchSummary } from "../../../client/matching/match-event.ts";
import { matchLibrary } from "../../../client/matching/match-library.ts";
import { emptySummary } from "../../../client/matching/match-summary.ts";
import { OutFolder } from "../../../client/matching/out-folder.ts";
import { ReadPace } from "../../../client/matching/read-pace.ts";
import { tick } from "../../../client/matching/tick.ts";
import type { TorrentSource } from "../../../client/sources/torrent-source.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import type { MatchState } from "../../../store/client/match-state.ts";
import type { Io } from "../../io/io.ts";
import { resolvePath } from "../../io/resolve-path.ts";
import { readGlobs } from "./globs.ts";
import type { MatchClients } from "./match-clients.ts";
import type { MatchFlags } from "./match-flags.ts";
import { readRate } from "./read-rate.ts";

/** Walks, matches and writes; tells of everything by events, the last of which is `done`. */
export async function* runMatch(
  io: Io,
  flags: MatchFlags,
  roots: readonly string[],
  source: TorrentSource,
  state: MatchState,
  clients: MatchClients | null,
): AsyncGenerator<MatchEvent> {
  const rate = flags.readRate === undefined ? null : readRate(flags.readRate);
  using out = flags.out === undefined ? null : new OutFolder(resolvePath(io.cwd, flags.out));
  const summary = emptySummary();
  const walking = walked(io, flags, roots, clients?.folders);
  let step = await walking.next();
  for (; !step.done; step = await walking.next()) {
    if (step.value.type === "problem") summary.problems++;
    yield step.value;
  }
  const library = step.value;
  summary.files = library.files;
  summary.bytes = library.bytes;
  await clients?.learn(library);
  const wanted = (torrent: FoundTorrent) =>
    torrent.status === "ready" || (torrent.status === "partial" && flags.partial !== undefined);
  const options = {
    ...{ library, sources: [source], state, summary, signal: io.signal, clock: io.clock },
    fresh: flags.fresh,
    pace: new ReadPace(rate, io.clock, Bun.sleep),
    needsOwn: (torrent: FoundTorrent) =>
      (out !== null && wanted(torrent) && !out.has(torrent.infoHash)) || takes(clients, torrent),
  };
  for await (const given of matchLibrary(options)) {
    const event = given.type === "found" ? judged(given.torrent, clients, summary) : given;
    if (event === null) continue;
    if (event.type === "problem") summary.problems++;
    if (event.type === "found" && out !== null && wanted(event.torrent)) {
      if (!event.torrent.stripped || out.has(event.torrent.infoHash)) out.add(event.torrent);
    }
    if (event.type === "found") clients?.take(event.torrent);
    yield event;
  }
  out?.finish();
  if (io.signal.aborted) summary.status = "cancelled";
  else if (summary.status === "done" && summary.problems > 0) summary.status = "partly";
  yield { type: "done", summary };
}

/** Whether it is to be handed over, which needs the user's own announce addresses. */
function takes(clients: MatchClients | null, torrent: FoundTorrent): boolean {
  const judged = clients?.judge(torrent);
  return judged !== null && judged !== undefined && clients?.wants(judged) === true;
}

/** What the clients say of it; null where it is left out for that. */
function judged(torrent: FoundTorrent, clients: MatchClients | null, summary: MatchSummary): MatchEvent | null {
  const now = clients === null ? torrent : clients.judge(torrent);
  if (now?.status === torrent.status) return { type: "found", torrent: now };
  summary[torrent.status]--;
  if (torrent.status === "ready" && torrent.seeders === 0) summary.ready_dead--;
  if (now === null) return null;
  summary[now.status]++;
  return { type: "found", torrent: now };
}

/** Walks the roots, and tells how far it is and what cannot be read. */
async function* walked(
  io: Io,
  flags: MatchFlags,
  roots: readonly string[],
  leaveOut: ReadonlySet<string> = new Set(),
): AsyncGenerator<MatchEvent, Library> {
  const found: MatchEvent[] = [];
  let files = 0;
  let problems = 0;
  const walking = walkLibrary(
    roots.map((root) => resolvePath(io.cwd, root)),
    {
      ...{ filter: pathFilter(readGlobs(flags.include), readGlobs(flags.exclude)), leaveOut, signal: io.signal },
      onProgress: (count) => {
        files = count;
      },
      onProblem: ({ path, message }) => {
        problems++;
        found.push({ type: "problem", message: `${displayPath(withSlashes(path))}: ${message}` });
      },
    },
  );
  for (;;) {
    const library = await Promise.race([walking, tick()]);
    yield* found.splice(0);
    if (library === null) yield { type: "walking", files };
    else {
      yield { type: "walked", files: library.files, bytes: library.bytes, problems };
      return library;
    }
  }
}
