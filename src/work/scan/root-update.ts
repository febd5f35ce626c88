import { bytesToHex } from "../../core/hex.ts";
import { displayPath, encodePath } from "../../core/path-bytes.ts";
import type { IndexWriter } from "../../store/index/index-writer.ts";
import type { KnownLocations } from "../../store/index/locations.ts";
import { PostingsBuffer } from "../../store/index/postings-buffer.ts";
import type { Root } from "../../store/index/roots.ts";
import type { Store } from "../../store/store.ts";
import { type Hashes, type ReadResult, statOrNull } from "../files/torrent-file.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import { ExternalIds } from "./external-ids.ts";
import { readAll } from "./reader-pool.ts";
import type { ScanCounts, ScanEvent } from "./scan-event.ts";

/**
 * Results written in one transaction: some 20 ms, for which other writers wait. Info-hashes touch pages all over their
 * index, so many small transactions would write each page many times.
 */
const RESULTS_PER_WRITE = 1_024;
/**
 * Postings held back to be written sorted. The more are written already, the more pages the next ones touch, so a
 * larger index waits for more of them; a small one shall not leave much for the end, when the reader threads idle.
 */
const LOOKUP_ROWS = { least: 40_000, most: 100_000, share: 0.25 };

/** What the updates of one scan, or of one batch of changes, add to together. */
export interface Shared {
  counts: ScanCounts;
  /** SHA-1 of whole files → where they lie. */
  digests: Map<string, Set<string>>;
  /** Torrents that went missing: one that turns up again was moved. */
  lost: Set<number>;
}

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

/** Which count a file adds to; null for those that add to none or to the rejected, `superseded` for those to read again. */
type Outcome = "added" | "returned" | "updated" | "unchanged" | "superseded" | null;

/** Brings files of one root into the index and takes them out of it: first all that is there, then what is not. */
export class RootUpdate {
  /** Torrents that were met, so that a moved file is not taken for a lost one. */
  readonly met: Set<number>;
  /** Known files that hold something else now; read again once it is sure that not most of them do. */
  private readonly superseded: string[] = [];
  private mayDisplace = false;
  private readonly counts: ScanCounts;
  private readonly postingsBuffer: PostingsBuffer;

  /**
   * @param known the files that may turn out changed or gone
   * @param met shared with other roots between which files may move
   */
  constructor(
    private readonly store: Store,
    private readonly root: Root,
    private readonly known: KnownLocations,
    private readonly shared: Shared,
    private readonly options: UpdateOptions,
    met: Set<number> = new Set(),
  ) {
    this.counts = shared.counts;
    this.met = met;
    this.postingsBuffer = new PostingsBuffer(store);
  }

  /** Reads files and puts what they hold into the index; known torrents are not yet put out of their places. */
  async *upsert(paths: readonly string[]): AsyncGenerator<ScanEvent> {
    let pending: { path: string; result: ReadResult }[] = [];
    let read = 0;
    for await (const batch of readAll(this.root.path, paths, this.options.hashes, this.options.signal)) {
      for (const [i, path] of batch.paths.entries()) {
        const result = batch.results[i];
        if (result && !this.options.hold?.(path, result)) pending.push({ path, result });
      }
      if (pending.length < RESULTS_PER_WRITE) continue;
      read += pending.length;
      yield* this.write(pending);
      pending = [];
      yield { type: "progress", root: displayPath(this.root.path), read, to_read: paths.length };
      if (this.postingsBuffer.length > this.lookupRowsDue()) {
        const isLarge = this.postingsBuffer.length > LOOKUP_ROWS.most;
        for (const _ of this.postingsBuffer.flush()) await yieldToEventLoop();
        if (isLarge) Bun.gc(true);
      }
    }
    yield* this.write(pending);
    for (const _ of this.postingsBuffer.flush()) await yieldToEventLoop();
  }

  private lookupRowsDue(): number {
    return Math.min(LOOKUP_ROWS.most, Math.max(LOOKUP_ROWS.least, this.postingsBuffer.written * LOOKUP_ROWS.share));
  }

  /**
   * Lets go of what was put out of its place, and of the known files that are gone.
   * @param vanished rows of `known`
   * @throws what `checkLoss` throws; then nothing was let go of
   */
  async *remove(vanished: readonly number[]): AsyncGenerator<ScanEvent> {
    this.checkLoss(vanished);
    this.mayDisplace = true;
    yield* this.upsert(this.superseded);
    this.forget(vanished);
  }

  private *write(results: { path: string; result: ReadResult }[]): Generator<ScanEvent> {
    if (results.length === 0) return;
    const settled = this.store.write((writer) => {
      const ids = new ExternalIds(this.store);
      const settled = results.map(({ path, result }) => this.settle(writer, ids, path, result));
      ids.settle(writer);
      return settled;
    });
    for (const [i, { outcome, id }] of settled.entries()) {
      const { path, result } = results[i] as (typeof results)[number];
      if (outcome === "superseded") continue;
      if (outcome) this.counts[outcome]++;
      if (outcome && outcome !== "unchanged") this.options.onChange?.({ kind: outcome, path, torrentId: id });
      if (result.kind !== "rejected" && !(result.kind === "torrent" && result.sha1)) continue;
      const absolute = displayPath(`${this.root.path}/${path}`);
      if (result.kind === "rejected") {
        const { code, message } = result;
        this.counts.rejected[code] = (this.counts.rejected[code] ?? 0) + 1;
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
  }

  /** Puts one result into the index, inside a write transaction; `id` is that of the torrent, 0 for none. */
  private settle(
    writer: IndexWriter,
    ids: ExternalIds,
    path: string,
    result: ReadResult,
  ): { outcome: Outcome; id: number } {
    if (result.kind === "gone") return { outcome: null, id: 0 };
    const row = this.known.rows.get(path);
    const before = row === undefined ? 0 : (this.known.torrentId[row] ?? 0);
    if (before !== 0 && !this.mayDisplace) {
      const now = result.kind === "torrent" ? writer.idOf(result.record) : null;
      if (now !== null) this.met.add(now);
      if (now !== before) {
        this.superseded.push(path);
        return { outcome: "superseded", id: before };
      }
    }
    if (result.kind === "rejected") {
      this.markMissing(writer, ids, writer.upsert(this.root.id, encodePath(path), result.stamp, result));
      return { outcome: null, id: 0 };
    }
    const { id, outcome } = writer.keep(result.record, ids.of(this.root.id, path));
    this.met.add(id);
    if (outcome === "added") this.postingsBuffer.add(id, result.record);
    else ids.touch(id);
    const place = { id, infoOffset: result.infoOffset };
    const replaced = writer.upsert(this.root.id, encodePath(path), result.stamp, place);
    if (replaced !== id) this.markMissing(writer, ids, replaced);
    return { outcome: this.outcomeOf(id, outcome, row, result), id };
  }

  private outcomeOf(
    id: number,
    kept: "added" | "returned" | "known",
    row: number | undefined,
    result: Extract<ReadResult, { kind: "torrent" }>,
  ): Outcome {
    if (kept === "returned" && this.shared.lost.delete(id)) {
      this.counts.missing--;
      return "updated";
    }
    if (kept !== "known") return kept;
    const same = row !== undefined && this.known.torrentId[row] === id && isSameStamp(this.known, row, result);
    return same ? "unchanged" : "updated";
  }

  /** Takes a torrent off offer if it lies nowhere any more; 0 stands for none. */
  private markMissing(writer: IndexWriter, ids: ExternalIds, torrentId: number): boolean {
    ids.touch(torrentId);
    if (torrentId === 0 || !writer.settle(torrentId)) return false;
    this.counts.missing++;
    this.shared.lost.add(torrentId);
    return true;
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
        const settled = lost.map((id) => ({ id, missing: this.markMissing(writer, ids, id) }));
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
