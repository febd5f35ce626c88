import { ReseederError } from "../../core/errors.ts";
import { displayPath } from "../../core/path-bytes.ts";
import type { SweepReason } from "../../core/watch/sweep-plan.ts";
import type { Store } from "../../store/store.ts";
import type { ReadResult } from "../files/torrent-file.ts";
import type { Shared } from "../scan/file-settler.ts";
import { RootScan } from "../scan/root-scan.ts";
import { noCounts, type ScanCounts } from "../scan/scan-event.ts";
import type { WatchEvent } from "./watch-event.ts";
import type { WatchedRoot } from "./watched-root.ts";

export interface SweepOptions {
  signal: AbortSignal;
  clock: () => number;
  /** True for a result that is not to be put into the index yet. */
  hold: (path: string, result: ReadResult) => boolean;
  /** Done in between, so that a long sweep of one root keeps no other waiting. */
  between: () => AsyncGenerator<WatchEvent>;
}

/** Sweeps after which what they changed is what events missed. */
const TELLS_MISSED: ReadonlySet<SweepReason> = new Set(["settle", "interval"]);
/** Sweeps that the history of scans remembers even if they changed nothing. */
const REMEMBERED: ReadonlySet<SweepReason> = new Set(["start", "interval"]);

/** Looks at a whole watched root and brings the index up to date with it; a root that is lost changes nothing. */
export async function* sweep(
  store: Store,
  watched: WatchedRoot,
  reason: SweepReason,
  { signal, clock, hold, between }: SweepOptions,
): AsyncGenerator<WatchEvent> {
  const { root, state } = watched;
  const startedAt = clock();
  const counts = noCounts();
  let rejected = 0;
  state.asked = null;
  // What moved while too much moved to be followed may be missed by this sweep too.
  state.burst = reason === "burst";
  const shared: Shared = { counts, digests: new Map(), lost: new Set(), copies: new Map() };
  try {
    const scan = new RootScan(store, root, { cheap: true, signal, hold }, shared);
    for await (const event of scan.run()) {
      if (event.type === "rejected") rejected++;
      if (event.type === "rejected" || (event.type === "unreadable" && reason !== "poll")) yield event;
      yield* between();
    }
    if (signal.aborted) return;
    store.write(() => store.roots.noteScanned(root.id, clock()));
    yield* watched.sweptWhole(scan.links);
  } catch (error) {
    if (!(error instanceof ReseederError) || !error.code.startsWith("ROOT_")) {
      state.asked ??= "start";
      throw error;
    }
    yield* watched.markLost("shrunk", error);
  } finally {
    state.lastSweep = { endedAt: clock(), durationMs: clock() - startedAt };
  }
  const { found, added, returned, updated, missing } = counts;
  const copied = [...shared.copies.values()].reduce((sum, n) => sum + n, 0);
  const changed = added + returned + updated + copied + missing + rejected;
  // New files of a root that lost others are taken in all the same.
  if (state.lost && changed === 0) return;
  if (changed > 0 || REMEMBERED.has(reason)) remember(store, counts, startedAt, state.lastSweep.durationMs);
  yield {
    type: "swept",
    root: displayPath(root.path),
    reason,
    duration_ms: state.lastSweep.durationMs,
    found,
    added,
    returned,
    updated,
    missing,
    rejected,
    missed: TELLS_MISSED.has(reason) ? changed : 0,
  };
}

function remember(store: Store, counts: ScanCounts, startedAt: number, durationMs: number): void {
  counts.duplicates = store.statistics.duplicates();
  const partly = counts.new_rejected > 0 || counts.unreadable > 0;
  const status = partly ? "partly" : "done";
  const summary = { type: "done", status, roots: 1, duration_ms: durationMs, ...counts };
  store.write(() => {
    const run = store.runs.start("scan", process.pid, startedAt);
    store.runs.finish(run, status, summary, startedAt + durationMs);
  });
}
