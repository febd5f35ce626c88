import { resolve } from "node:path";
import type { Library } from "../../../client/library/library.ts";
import { pathFilter } from "../../../client/library/path-filter.ts";
import { walkLibrary, withSlashes } from "../../../client/library/walk-library.ts";
import type { FoundTorrent, MatchEvent } from "../../../client/matching/match-event.ts";
import { matchLibrary } from "../../../client/matching/match-library.ts";
import { emptySummary } from "../../../client/matching/match-summary.ts";
import { OutFolder } from "../../../client/matching/out-folder.ts";
import { ReadPace } from "../../../client/matching/read-pace.ts";
import type { TorrentSource } from "../../../client/sources/torrent-source.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import type { MatchState } from "../../../store/client/match-state.ts";
import type { Values } from "../../command.ts";
import type { Io } from "../../io/io.ts";
import { readGlobs } from "./globs.ts";
import { readRate } from "./read-rate.ts";

/** Walks, matches and writes; tells of everything by events, the last of which is `done`. */
export async function* runMatch(
  io: Io,
  flags: Values,
  roots: readonly string[],
  source: TorrentSource,
  state: MatchState,
): AsyncGenerator<MatchEvent> {
  const rate = flags["read-rate"] === undefined ? null : readRate(String(flags["read-rate"]));
  const out = flags["out"] === undefined ? null : new OutFolder(resolve(io.cwd, String(flags["out"])));
  const summary = emptySummary();
  const { library, events } = await walked(io, flags, roots);
  summary.files = library.length;
  summary.bytes = library.bytes;
  for (const event of events) {
    if (event.type === "problem") summary.problems++;
    yield event;
  }
  const wanted = (torrent: FoundTorrent) =>
    torrent.status === "ready" || (torrent.status === "partial" && flags["partial"] === true);
  const options = {
    ...{ library, sources: [source], state, summary, signal: io.signal, clock: io.clock },
    fresh: flags["fresh"] === true,
    pace: new ReadPace(rate, io.clock, Bun.sleep),
    needsOwn: (torrent: FoundTorrent) => out !== null && wanted(torrent) && !out.has(torrent.infoHash),
  };
  for await (const event of matchLibrary(options)) {
    if (event.type === "problem") summary.problems++;
    if (event.type === "found" && out !== null && wanted(event.torrent)) {
      if (!event.torrent.stripped || out.has(event.torrent.infoHash)) out.add(event.torrent);
    }
    yield event;
  }
  out?.finish();
  if (io.signal.aborted) summary.status = "cancelled";
  else if (summary.status === "done" && summary.problems > 0) summary.status = "partly";
  yield { type: "done", summary };
}

async function walked(
  io: Io,
  flags: Values,
  roots: readonly string[],
): Promise<{ library: Library; events: MatchEvent[] }> {
  const events: MatchEvent[] = [];
  const filter = pathFilter(readGlobs(flags["include"]), readGlobs(flags["exclude"]));
  const library = await walkLibrary(
    roots.map((root) => resolve(io.cwd, root)),
    {
      ...{ filter, signal: io.signal },
      onProblem: ({ path, message }) =>
        events.push({ type: "problem", message: `${displayPath(withSlashes(path))}: ${message}` }),
    },
  );
  events.push({ type: "walked", files: library.length, bytes: library.bytes, problems: events.length });
  return { library, events };
}
