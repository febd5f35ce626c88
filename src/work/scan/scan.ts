import { ReseederError } from "../../core/errors.ts";
import { displayPath } from "../../core/path-bytes.ts";
import type { Root } from "../../store/index/roots.ts";
import type { Store } from "../../store/store.ts";
import type { Shared } from "./file-settler.ts";
import { finishIndexing } from "./finish-indexing.ts";
import { finishNames } from "./finish-names.ts";
import { RootScan } from "./root-scan.ts";
import { noCounts, type ScanCounts, type ScanEvent } from "./scan-event.ts";
import { settleCopies } from "./store-copies.ts";

export type { ScanCounts, ScanEvent } from "./scan-event.ts";

export interface ScanOptions {
  roots: readonly Root[];
  /** Losing most of a root's torrents is meant. */
  prune?: boolean;
  /** A file that was rejected before is as bad as a new one: the scan is done in part. */
  strict?: boolean;
  signal?: AbortSignal;
  clock?: () => number;
}

/**
 * Brings the index up to date with the roots. One bad file or root never stops the rest: it becomes an event. Stopped
 * at any point, what was written stands and the next scan does the rest.
 */
export async function* scan(store: Store, options: ScanOptions): AsyncGenerator<ScanEvent> {
  const clock = options.clock ?? Date.now;
  const startedAt = clock();
  const run = store.write(() => store.runs.start("scan", process.pid, startedAt));
  const counts = noCounts();
  let failed = 0;
  let finished = false;
  try {
    await finishIndexing(store);
    await finishNames(store, options.signal);
    const shared: Shared = { counts, digests: new Map(), lost: new Set(), copies: new Map() };
    for (const root of options.roots) {
      try {
        yield* new RootScan(store, root, options, shared).run();
        if (!options.signal?.aborted) store.write(() => store.roots.noteScanned(root.id, clock()));
      } catch (error) {
        if (!(error instanceof ReseederError) || !error.code.startsWith("ROOT_")) throw error;
        failed++;
        yield {
          type: "failed",
          root: displayPath(root.path),
          code: error.code,
          message: error.message,
          hint: error.hint,
        };
      }
    }
    for (const [sha1, paths] of shared.digests) {
      if (paths.size > 1) yield { type: "duplicates", sha1, paths: [...paths] };
    }
    await settleCopies(store, options.signal);
    counts.duplicates = store.statistics.duplicates();
    const status = outcome(counts, failed, options);
    const durationMs = clock() - startedAt;
    const done = { type: "done", status, roots: options.roots.length, duration_ms: durationMs, ...counts } as const;
    store.write(() => store.runs.finish(run, status, done, clock()));
    finished = true;
    yield done;
  } finally {
    if (!finished) store.write(() => store.runs.finish(run, "failed", { ...counts }, clock()));
  }
}

function outcome(
  counts: ScanCounts,
  failed: number,
  { signal, strict }: ScanOptions,
): "done" | "partly" | "failed" | "cancelled" {
  if (signal?.aborted) return "cancelled";
  if (failed > 0) return "failed";
  const rejected = strict ? Object.keys(counts.rejected).length : counts.new_rejected;
  return rejected > 0 || counts.unreadable > 0 ? "partly" : "done";
}
