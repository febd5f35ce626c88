import { Spool } from "../../work/files/spool.ts";
import { MemoryLimit } from "../library/memory-limit.ts";
import { completeAll } from "./complete.ts";
import { gather } from "./gather.ts";
import { type Gathered, Gathering } from "./gathered.ts";
import type { MatchEvent } from "./match-event.ts";
import type { MatchOptions } from "./match-options.ts";
import { reportAll } from "./report-all.ts";
import { type Incomplete, remembered, settle } from "./settle.ts";
import { verifyAll } from "./verify-all.ts";

/**
 * Finds which torrents of the sources a library holds, verifies every piece, and tells of each as soon as it is known.
 * Reads the library and never writes to it. Problems are events; what was verified is kept in the state, so that a run
 * that is stopped can be gone on with.
 */
export async function* matchLibrary(options: MatchOptions): AsyncGenerator<MatchEvent> {
  const { library, state, summary, signal, sources } = options;
  using spool = Spool.beside(state.path);
  const gathering = new Gathering(library, spool, state);
  for (const source of sources) yield* gather(source, gathering, options);
  summary.torrents = gathering.torrents.length;
  const unknown: Gathered[] = [];
  const incomplete: Incomplete[] = [];
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
