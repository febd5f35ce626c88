import { ReseederError } from "../core/errors.ts";
import { bytesToHex } from "../core/hex.ts";
import { displayPath, encodePath } from "../core/path-bytes.ts";
import type { IndexWriter } from "../store/index-writer.ts";
import type { KnownLocations } from "../store/locations.ts";
import { LookupRows } from "../store/lookup-rows.ts";
import type { Root } from "../store/roots.ts";
import type { Store } from "../store/store.ts";
import { breathe } from "./breathe.ts";
import { finishIndexing } from "./finish-indexing.ts";
import { readAll } from "./reader-pool.ts";
import { type Survey, survey } from "./survey.ts";
import { type ReadResult, statOrNull } from "./torrent-file.ts";

/** Counts of a scan; every .torrent file found is unchanged, added, updated, a further copy or rejected. */
export interface ScanCounts {
  /** .torrent files that are there. */
  found: number;
  /** Torrents that are new to the index. */
  added: number;
  /** Torrents that were missing and are back. */
  returned: number;
  /** Known files whose content changed, and known torrents at a new place. */
  updated: number;
  unchanged: number;
  /** Torrents that went missing. */
  missing: number;
  /** Files rejected in this scan, by code. */
  rejected: Record<string, number>;
  /** Files that hold a torrent which lies elsewhere too. */
  duplicates: number;
  /** Folders that could not be read. */
  unreadable: number;
}

export type ScanEvent =
  | { type: "started"; root: string; found: number; to_read: number }
  | { type: "progress"; root: string; read: number; to_read: number }
  | { type: "rejected"; path: string; code: string; message: string }
  | { type: "unreadable"; path: string; message: string }
  | { type: "duplicates"; sha1: string; paths: string[] }
  | { type: "failed"; root: string; code: string; message: string; hint: string }
  | ({
      type: "done";
      status: "done" | "partly" | "failed" | "cancelled";
      roots: number;
      duration_ms: number;
    } & ScanCounts);

export interface ScanOptions {
  roots: readonly Root[];
  /** Losing most of a root's torrents is meant. */
  prune?: boolean;
  signal?: AbortSignal;
  clock?: () => number;
}

/** Results written in one transaction: some 20 ms, for which other writers wait. */
const RESULTS_PER_WRITE = 1_024;
/** Look-up rows held back to be written sorted: some 30 MB, and as long as a large scan's torrents go unmatched. */
const MAX_LOOKUP_ROWS = 500_000;

/**
 * Brings the index up to date with the roots. One bad file or root never stops the rest: it becomes an event. Stopped
 * at any point, what was written stands and the next scan does the rest.
 */
export async function* scan(store: Store, options: ScanOptions): AsyncGenerator<ScanEvent> {
  const clock = options.clock ?? Date.now;
  const startedAt = clock();
  const run = store.write(() => store.runs.start("scan", process.pid, startedAt));
  const counts: ScanCounts = {
    found: 0,
    added: 0,
    returned: 0,
    updated: 0,
    unchanged: 0,
    missing: 0,
    rejected: {},
    duplicates: 0,
    unreadable: 0,
  };
  let failed = 0;
  let finished = false;
  try {
    await finishIndexing(store);
    const digests = new Map<string, Set<string>>();
    for (const root of options.roots) {
      try {
        yield* new RootScan(store, root, options, counts, digests).run();
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
    for (const [sha1, paths] of digests) if (paths.size > 1) yield { type: "duplicates", sha1, paths: [...paths] };
    counts.duplicates = store.statistics.duplicates();
    const status = outcome(counts, failed, options.signal?.aborted ?? false);
    const durationMs = clock() - startedAt;
    const done = { type: "done", status, roots: options.roots.length, duration_ms: durationMs, ...counts } as const;
    store.write(() => store.runs.finish(run, status, done, clock()));
    finished = true;
    yield done;
  } finally {
    if (!finished) store.write(() => store.runs.finish(run, "failed", { ...counts }, clock()));
  }
}

function outcome(counts: ScanCounts, failed: number, cancelled: boolean): "done" | "partly" | "failed" | "cancelled" {
  if (cancelled) return "cancelled";
  if (failed > 0) return "failed";
  return Object.keys(counts.rejected).length > 0 || counts.unreadable > 0 ? "partly" : "done";
}

/** Which count a file adds to; null for those that add to none or to the rejected, `displaced` for those to read again. */
type Outcome = "added" | "returned" | "updated" | "unchanged" | "displaced" | null;

/** One root's part of a scan. */
class RootScan {
  private readonly known: KnownLocations;
  /** Torrents that were met in this scan, so that a moved file is not taken for a lost one. */
  private readonly met = new Set<number>();
  /** Known files that hold something else now; read again once it is sure that not most of them do. */
  private readonly displaced: string[] = [];
  private mayDisplace = false;
  private readonly lookupRows: LookupRows;

  constructor(
    private readonly store: Store,
    private readonly root: Root,
    private readonly options: ScanOptions,
    private readonly counts: ScanCounts,
    /** SHA-1 of whole files → where they lie, over all roots. */
    private readonly digests: Map<string, Set<string>>,
  ) {
    this.known = store.locations.ofRoot(root.id);
    this.lookupRows = new LookupRows(store);
  }

  async *run(): AsyncGenerator<ScanEvent> {
    const root = displayPath(this.root.path);
    const hashing = this.store.settings.read().settings.hash_duplicates_log === 1;
    const found = survey(this.root.path, this.known, hashing);
    if (found.found === 0 && this.known.rows.size > 0 && !this.options.prune) {
      throw new ReseederError(
        "ROOT_EMPTY",
        `${root} holds no .torrent file, but ${this.known.rows.size} were indexed there; nothing was changed for it`,
      );
    }
    this.counts.found += found.found;
    this.counts.unchanged += found.unchanged;
    this.counts.unreadable += found.problems.length;
    for (const [code, files] of found.stillRejected) this.countRejected(code, files);
    yield { type: "started", root, found: found.found, to_read: found.toRead.length };
    for (const { folder, problem } of found.problems) {
      yield { type: "unreadable", path: displayPath(`${this.root.path}/${folder}`), message: problem };
    }
    yield* this.read(found.toRead, hashing);
    if (this.options.signal?.aborted) return;
    this.checkLoss(found);
    this.mayDisplace = true;
    yield* this.read(this.displaced, hashing);
    this.forget(found);
  }

  private async *read(below: readonly string[], hashing: boolean): AsyncGenerator<ScanEvent> {
    const prefix = `${this.root.path}/`;
    const paths = below.map((path) => prefix + path);
    let pending: { path: string; result: ReadResult }[] = [];
    let read = 0;
    for await (const batch of readAll(paths, hashing, this.options.signal)) {
      for (const [i, path] of batch.paths.entries()) {
        const result = batch.results[i];
        if (result) pending.push({ path: path.slice(prefix.length), result });
      }
      if (pending.length < RESULTS_PER_WRITE) continue;
      read += pending.length;
      yield* this.write(pending);
      pending = [];
      yield { type: "progress", root: displayPath(this.root.path), read, to_read: paths.length };
      if (this.lookupRows.length > MAX_LOOKUP_ROWS) for (const _ of this.lookupRows.flush()) await breathe();
    }
    yield* this.write(pending);
    for (const _ of this.lookupRows.flush()) await breathe();
  }

  private *write(results: { path: string; result: ReadResult }[]): Generator<ScanEvent> {
    if (results.length === 0) return;
    const outcomes = this.store.write((writer) => results.map(({ path, result }) => this.settle(writer, path, result)));
    for (const [i, outcome] of outcomes.entries()) {
      const { path, result } = results[i] as (typeof results)[number];
      if (outcome === "displaced") continue;
      const absolute = displayPath(`${this.root.path}/${path}`);
      if (outcome) this.counts[outcome]++;
      if (result.kind === "rejected") {
        this.countRejected(result.code, 1);
        yield { type: "rejected", path: absolute, code: result.code, message: result.message };
      }
      if (result.kind === "torrent" && result.sha1) {
        const sha1 = bytesToHex(result.sha1);
        const paths = this.digests.get(sha1);
        if (paths) paths.add(absolute);
        else this.digests.set(sha1, new Set([absolute]));
      }
    }
  }

  private countRejected(code: string, files: number): void {
    this.counts.rejected[code] = (this.counts.rejected[code] ?? 0) + files;
  }

  /** Puts one result into the index, inside a write transaction. */
  private settle(writer: IndexWriter, path: string, result: ReadResult): Outcome {
    if (result.kind === "gone") return null;
    const row = this.known.rows.get(path);
    const before = row === undefined ? 0 : (this.known.torrentId[row] ?? 0);
    if (before !== 0 && !this.mayDisplace) {
      const now = result.kind === "torrent" ? writer.idOf(result.record) : null;
      if (now !== null) this.met.add(now);
      if (now !== before) {
        this.displaced.push(path);
        return "displaced";
      }
    }
    if (result.kind === "rejected") {
      writer.place(this.root.id, encodePath(path), result.stamp, result);
      if (before !== 0 && writer.settle(before)) this.counts.missing++;
      return null;
    }
    const { id, outcome } = writer.keep(result.record);
    this.met.add(id);
    if (outcome === "added") this.lookupRows.add(id, result.record);
    writer.place(this.root.id, encodePath(path), result.stamp, { id, infoOffset: result.infoOffset });
    if (before !== 0 && before !== id && writer.settle(before)) this.counts.missing++;
    if (outcome !== "known") return outcome;
    return row !== undefined && before === id && isSameStamp(this.known, row, result) ? "unchanged" : "updated";
  }

  /** Stops where so many torrents are gone or overwritten that it looks like an accident. */
  private checkLoss(found: Survey): void {
    const absent = new Set([...found.vanished, ...this.displaced.map((path) => this.known.rows.get(path) ?? 0)]);
    const torrents = new Set<number>();
    for (const [row, id] of this.known.torrentId.entries()) {
      if (id === 0) continue;
      torrents.add(id);
      if (!absent.has(row)) this.met.add(id);
    }
    let lost = 0;
    for (const id of torrents) if (!this.met.has(id)) lost++;
    if (lost > torrents.size / 2 && !this.options.prune) {
      const root = displayPath(this.root.path);
      throw new ReseederError(
        "ROOT_SHRUNK",
        `${lost} of ${torrents.size} torrents are no longer in ${root}; they were kept as they are`,
      );
    }
  }

  /** Takes vanished files out of the index. */
  private forget(found: Survey): void {
    if (found.vanished.length === 0) return;
    const vanished = new Set(found.vanished);
    const paths = new Map(
      [...this.known.rows].filter(([, row]) => vanished.has(row)).map(([path, row]) => [row, path]),
    );
    for (let start = 0; start < found.vanished.length; start += RESULTS_PER_WRITE) {
      const rows = found.vanished.slice(start, start + RESULTS_PER_WRITE);
      const gone = rows.filter((row) => !exists(`${this.root.path}/${paths.get(row)}`));
      this.counts.missing += this.store.write((writer) => {
        for (const row of gone) writer.removeLocation(this.known.id[row] ?? 0);
        const ids = new Set(gone.map((row) => this.known.torrentId[row] ?? 0));
        return [...ids].filter((id) => id !== 0 && writer.settle(id)).length;
      });
    }
  }
}

function isSameStamp(known: KnownLocations, row: number, { stamp }: Extract<ReadResult, { kind: "torrent" }>): boolean {
  return known.size[row] === stamp.size && known.mtimeS[row] === stamp.mtimeS && known.mtimeNs[row] === stamp.mtimeNs;
}

/** A file may have come back since the folders were listed. */
function exists(path: string): boolean {
  try {
    return statOrNull(path)?.isFile() ?? false;
  } catch {
    return true;
  }
}
