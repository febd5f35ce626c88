import { bytesToHex } from "../../core/hex.ts";
import { displayPath, pathBelow } from "../../core/path-bytes.ts";
import type { KnownLocations } from "../../store/index/locations.ts";
import { PostingsBuffer } from "../../store/index/postings-buffer.ts";
import type { Root } from "../../store/index/roots.ts";
import type { Store } from "../../store/store.ts";
import { type Hashes, type ReadResult, statOrNull } from "../files/torrent-file.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import { ExternalIds } from "./external-ids.ts";
import { FileSettler, isSameStamp, type Shared, type Superseding } from "./file-settler.ts";
import { readAll } from "./reader-pool.ts";
import type { ScanEvent } from "./scan-event.ts";
import { storeCopies } from "./store-copies.ts";

/**
 * Results written in one transaction: some 20 ms, for which other writers wait. Info-hashes touch pages all over their
 * index, so many small transactions would write each page many times.
 */
const RESULTS_PER_WRITE = 1_024;
/**
 * Postings held back to be written sorted. The more are written already, the more pages the next ones touch, so a
 * larger index waits for more of them; a small one shall not leave much for the end, when the reader threads idle.
 */
const POSTINGS = { least: 40_000, most: 100_000, share: 0.25 };

/** What became of one file; the path is below the root. */
export type FileChange =
  | { kind: "added" | "returned" | "updated"; path: string; torrentId: number }
  | { kind: "rejected"; path: string; code: string; message: string }
  /** `missing`: no other file holds the torrent. */
  | { kind: "removed"; path: string; torrentId: number | null; missing: boolean };

export interface UpdateOptions {
  hashes: Hashes;
  signal?: AbortSignal | undefined;
  /** Throws where losing the torrents `lost`, of so many known, looks like an accident. */
  checkLoss: (lost: readonly number[], known: number) => void;
  /** True for a result that is not to be put into the index yet. */
  hold?: ((path: string, result: ReadResult) => boolean) | undefined;
  onChange?: ((change: FileChange) => void) | undefined;
}

/** Brings files of one root into the index and takes them out of it: first all that is there, then what is not. */
export class RootUpdate {
  /** Known files that hold something else now; read again once it is sure that not most of them do. */
  private readonly superseded: string[] = [];
  private readonly postings: PostingsBuffer;
  private readonly settler: FileSettler;

  /**
   * @param known the files that may turn out changed or gone
   * @param met torrents that were met, shared with other roots between which files may move
   */
  constructor(
    private readonly store: Store,
    private readonly root: Root,
    private readonly known: KnownLocations,
    private readonly shared: Shared,
    private readonly options: UpdateOptions,
    private readonly met: Set<number> = new Set(),
  ) {
    this.postings = new PostingsBuffer(store);
    this.settler = new FileSettler(root, known, shared, met, this.postings);
  }

  /** Reads files and puts what they hold into the index; known files that hold something else now are put off. */
  upsert(paths: readonly string[]): AsyncGenerator<ScanEvent> {
    return this.read(paths, "put-off");
  }

  private async *read(paths: readonly string[], superseding: Superseding): AsyncGenerator<ScanEvent> {
    let pending: { path: string; result: ReadResult }[] = [];
    let read = 0;
    for await (const batch of readAll(this.root.path, paths, this.options.hashes, this.options.signal)) {
      for (const [i, path] of batch.paths.entries()) {
        const result = batch.results[i];
        if (result && !this.options.hold?.(path, result)) pending.push({ path, result });
      }
      if (pending.length < RESULTS_PER_WRITE) continue;
      read += pending.length;
      await storeCopies(this.store, yield* this.write(pending, superseding));
      pending = [];
      yield { type: "progress", root: displayPath(this.root.path), read, to_read: paths.length };
      if (this.postings.length > this.postingsDue()) {
        const isLarge = this.postings.length > POSTINGS.most;
        for (const _ of this.postings.flush()) await yieldToEventLoop();
        if (isLarge) Bun.gc(true);
      }
    }
    await storeCopies(this.store, yield* this.write(pending, superseding));
    for (const _ of this.postings.flush()) await yieldToEventLoop();
  }

  private postingsDue(): number {
    return Math.min(POSTINGS.most, Math.max(POSTINGS.least, this.postings.written * POSTINGS.share));
  }

  /**
   * Lets go of what was put out of its place, and of the known files that are gone.
   * @param vanished rows of `known`
   * @throws what `checkLoss` throws; then nothing was let go of
   */
  async *remove(vanished: readonly number[]): AsyncGenerator<ScanEvent> {
    this.checkLoss(vanished);
    yield* this.read(this.superseded, "replace");
    this.forget(vanished);
  }

  /** Answers the torrents that were met. */
  private *write(
    results: { path: string; result: ReadResult }[],
    superseding: Superseding,
  ): Generator<ScanEvent, number[]> {
    if (results.length === 0) return [];
    const settled = this.store.write((writer) => {
      const ids = new ExternalIds(this.store);
      const settled = results.map(({ path, result }) => this.settler.settle(writer, ids, path, result, superseding));
      ids.settle(writer);
      return settled;
    });
    for (const [i, { outcome, id }] of settled.entries()) {
      const { path, result } = results[i] as (typeof results)[number];
      if (outcome === "superseded") {
        this.superseded.push(path);
        continue;
      }
      if (outcome && outcome !== "copied") this.shared.counts[outcome]++;
      if (outcome && outcome !== "unchanged") {
        this.options.onChange?.({ kind: outcome === "copied" ? "updated" : outcome, path, torrentId: id });
      }
      if (result.kind !== "rejected" && !(result.kind === "torrent" && result.sha1)) continue;
      const absolute = displayPath(pathBelow(this.root.path, path));
      if (result.kind === "rejected") {
        const { code, message } = result;
        this.shared.counts.rejected[code] = (this.shared.counts.rejected[code] ?? 0) + 1;
        if (!this.wasRejected(path, result)) this.shared.counts.new_rejected++;
        this.options.onChange?.({ kind: "rejected", path, code, message });
        yield { type: "rejected", path: absolute, code, message };
      }
      if (result.kind === "torrent" && result.sha1) {
        const sha1 = bytesToHex(result.sha1);
        const paths = this.shared.digests.get(sha1);
        if (paths) paths.add(absolute);
        else this.shared.digests.set(sha1, new Set([absolute]));
      }
    }
    return settled.map(({ id }) => id);
  }

  /** Whether the same file was rejected before, for the same reason. */
  private wasRejected(path: string, { code, stamp }: Extract<ReadResult, { kind: "rejected" }>): boolean {
    const row = this.known.rows.get(path);
    return row !== undefined && this.known.codes.get(row) === code && isSameStamp(this.known, row, { stamp });
  }

  /** Which torrents would be lost, of how many known. */
  private checkLoss(vanished: readonly number[]): void {
    const absent = new Set([...vanished, ...this.superseded.map((path) => this.known.rows.get(path) ?? 0)]);
    const torrents = new Set<number>();
    for (const [row, id] of this.known.torrentId.entries()) {
      if (id === 0) continue;
      torrents.add(id);
      if (!absent.has(row)) this.met.add(id);
    }
    const lost = [...torrents].filter((id) => !this.met.has(id));
    this.options.checkLoss(lost, torrents.size);
  }

  /** Takes vanished files out of the index. */
  private forget(vanished: readonly number[]): void {
    if (vanished.length === 0) return;
    const wanted = new Set(vanished);
    const paths = new Map([...this.known.rows].filter(([, row]) => wanted.has(row)).map(([path, row]) => [row, path]));
    for (let start = 0; start < vanished.length; start += RESULTS_PER_WRITE) {
      const rows = vanished.slice(start, start + RESULTS_PER_WRITE);
      const gone = rows.filter((row) => !exists(`${this.root.path}/${paths.get(row)}`));
      const removed = this.store.write((writer) => {
        const ids = new ExternalIds(this.store);
        const lost = gone.map((row) => writer.removeLocation(this.known.id[row] ?? 0));
        const settled = lost.map((id) => ({ id, missing: this.settler.markMissing(writer, ids, id) }));
        ids.settle(writer);
        return settled;
      });
      for (const [i, { id, missing }] of removed.entries()) {
        const path = paths.get(gone[i] ?? -1) ?? "";
        this.options.onChange?.({ kind: "removed", path, torrentId: id === 0 ? null : id, missing });
      }
    }
  }
}

/** A file may have come back since the folders were listed. */
function exists(path: string): boolean {
  try {
    return statOrNull(path)?.isFile() ?? false;
  } catch {
    return true;
  }
}
