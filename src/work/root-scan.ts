import { ReseederError } from "../core/errors.ts";
import { bytesToHex } from "../core/hex.ts";
import { displayPath, encodePath } from "../core/path-bytes.ts";
import type { IndexWriter } from "../store/index-writer.ts";
import type { KnownLocations } from "../store/locations.ts";
import { LookupRows } from "../store/lookup-rows.ts";
import type { Root } from "../store/roots.ts";
import type { Store } from "../store/store.ts";
import { breathe } from "./breathe.ts";
import { readAll } from "./reader-pool.ts";
import type { ScanCounts, ScanEvent } from "./scan-event.ts";
import { type Survey, survey } from "./survey.ts";
import { type Hashes, type ReadResult, statOrNull } from "./torrent-file.ts";

/**
 * Results written in one transaction: some 40 ms, for which other writers wait. Info-hashes touch pages all over their
 * index, so many small transactions would write each page many times.
 */
const RESULTS_PER_WRITE = 2_048;
/** Look-up rows held back to be written sorted: some 30 MB, and as long as a large scan's torrents go unmatched. */
const MAX_LOOKUP_ROWS = 500_000;

/** Which count a file adds to; null for those that add to none or to the rejected, `displaced` for those to read again. */
type Outcome = "added" | "returned" | "updated" | "unchanged" | "displaced" | null;

/** What the roots of one scan add to together. */
export interface Shared {
  counts: ScanCounts;
  /** SHA-1 of whole files → where they lie. */
  digests: Map<string, Set<string>>;
  /** Torrents that went missing in this scan: one that turns up again was moved. */
  lost: Set<number>;
}

/** One root's part of a scan. */
export class RootScan {
  private readonly known: KnownLocations;
  /** Torrents that were met in this scan, so that a moved file is not taken for a lost one. */
  private readonly met = new Set<number>();
  /** Known files that hold something else now; read again once it is sure that not most of them do. */
  private readonly displaced: string[] = [];
  private mayDisplace = false;
  private readonly counts: ScanCounts;
  private readonly lookupRows: LookupRows;

  constructor(
    private readonly store: Store,
    private readonly root: Root,
    private readonly options: { prune?: boolean; signal?: AbortSignal },
    private readonly shared: Shared,
  ) {
    this.counts = shared.counts;
    this.known = store.locations.ofRoot(root.id);
    this.lookupRows = new LookupRows(store);
  }

  async *run(): AsyncGenerator<ScanEvent> {
    const root = displayPath(this.root.path);
    const { settings } = this.store.settings.read();
    const hashes: Hashes = { file: settings.hash_duplicates_log === 1, pieces: settings.hash_pieces === 1 };
    const unhashed = hashes.pieces ? this.store.locations.withoutPiecesHash(this.root.id) : new Set<number>();
    const found = survey(this.root.path, this.known, (id) => hashes.file || unhashed.has(id));
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
    yield* this.read(found.toRead, hashes);
    if (this.options.signal?.aborted) return;
    this.checkLoss(found);
    this.mayDisplace = true;
    yield* this.read(this.displaced, hashes);
    this.forget(found);
  }

  private async *read(paths: readonly string[], hashes: Hashes): AsyncGenerator<ScanEvent> {
    let pending: { path: string; result: ReadResult }[] = [];
    let read = 0;
    for await (const batch of readAll(this.root.path, paths, hashes, this.options.signal)) {
      for (const [i, path] of batch.paths.entries()) {
        const result = batch.results[i];
        if (result) pending.push({ path, result });
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
      if (outcome) this.counts[outcome]++;
      if (result.kind !== "rejected" && !(result.kind === "torrent" && result.sha1)) continue;
      const absolute = displayPath(`${this.root.path}/${path}`);
      if (result.kind === "rejected") {
        this.countRejected(result.code, 1);
        yield { type: "rejected", path: absolute, code: result.code, message: result.message };
      }
      if (result.kind === "torrent" && result.sha1) {
        const sha1 = bytesToHex(result.sha1);
        const paths = this.shared.digests.get(sha1);
        if (paths) paths.add(absolute);
        else this.shared.digests.set(sha1, new Set([absolute]));
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
      this.lose(writer, before);
      return null;
    }
    const { id, outcome } = writer.keep(result.record);
    this.met.add(id);
    if (outcome === "added") this.lookupRows.add(id, result.record);
    writer.place(this.root.id, encodePath(path), result.stamp, { id, infoOffset: result.infoOffset });
    if (before !== id) this.lose(writer, before);
    if (outcome === "returned" && this.shared.lost.delete(id)) {
      this.counts.missing--;
      return "updated";
    }
    if (outcome !== "known") return outcome;
    return row !== undefined && before === id && isSameStamp(this.known, row, result) ? "unchanged" : "updated";
  }

  /** Takes a torrent off offer if it lies nowhere any more; 0 stands for none. */
  private lose(writer: IndexWriter, torrentId: number): void {
    if (torrentId === 0 || !writer.settle(torrentId)) return;
    this.counts.missing++;
    this.shared.lost.add(torrentId);
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
      this.store.write((writer) => {
        for (const row of gone) writer.removeLocation(this.known.id[row] ?? 0);
        for (const row of gone) this.lose(writer, this.known.torrentId[row] ?? 0);
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
