import type { TorrentRecord } from "../../core/content/record.ts";
import { sortOrder } from "../../core/content/sort-order.ts";
import type { IndexWriter } from "./index-writer.ts";
import type { FlatPostings, PostingsTable } from "./postings.ts";

/** Rows of one transaction: some 20 ms, for which other writers wait. */
const ROWS_PER_WRITE = 20_000;

/** Runs a change of the index in one write transaction. */
export interface IndexTransactions {
  write(change: (writer: IndexWriter) => void): void;
}

/**
 * Collects the postings of new torrents and writes them sorted: neighbours then share pages, which costs a third of
 * writing them as they come.
 */
export class PostingsBuffer {
  /** Rows written so far. */
  written = 0;
  private readonly torrents: number[] = [];
  private readonly rows: Record<PostingsTable, RowColumns> = { name: new RowColumns(), size: new RowColumns() };

  constructor(private readonly index: IndexTransactions) {}

  /** Rows that wait to be written. */
  get length(): number {
    return this.rows.name.length + this.rows.size.length;
  }

  /** Takes a torrent's rows; `keys` and `sizes` as in a TorrentRecord. */
  add(torrentId: number, { keys, sizes }: Pick<TorrentRecord, "keys" | "sizes">): void {
    this.torrents.push(torrentId);
    this.rows.name.add(torrentId, keys);
    this.rows.size.add(torrentId, sizes);
  }

  /** Writes everything collected, in short transactions; stopped half-way, the torrents stay noted as unindexed. */
  *flush(): Generator<void> {
    for (const table of ["name", "size"] as const) {
      for (const rows of this.rows[table].takeSorted()) {
        this.index.write((writer) => writer.index(table, rows));
        this.written += rows.length / 3;
        yield;
      }
    }
    if (this.torrents.length > 0) this.index.write((writer) => writer.markIndexed(this.torrents));
    this.torrents.length = 0;
  }
}

/** Rows held in columns: hundreds of thousands of small arrays would take three times the memory. */
class RowColumns {
  length = 0;
  private values = new Float64Array(1024);
  private torrents = new Float64Array(1024);
  private files = new Uint32Array(1024);

  /** @param pairs distinct values, each followed by how many files have it */
  add(torrentId: number, pairs: readonly number[]): void {
    if (this.length + pairs.length > this.values.length) this.grow(pairs.length);
    for (let i = 0; i < pairs.length; i += 2) {
      this.values[this.length] = pairs[i] ?? 0;
      this.torrents[this.length] = torrentId;
      this.files[this.length] = pairs[i + 1] ?? 0;
      this.length++;
    }
  }

  private grow(more: number): void {
    const capacity = Math.max(this.values.length * 2, this.length + more);
    const [values, torrents, files] = [this.values, this.torrents, this.files];
    this.values = new Float64Array(capacity);
    this.torrents = new Float64Array(capacity);
    this.files = new Uint32Array(capacity);
    this.values.set(values);
    this.torrents.set(torrents);
    this.files.set(files);
  }

  /** All rows in the order of the table's key, some at a time; none is left. */
  *takeSorted(): Generator<FlatPostings> {
    const { values, torrents, files, length } = this;
    // Torrents come in ascending order, and the sort keeps the order of equal values.
    const order = sortOrder(values.subarray(0, length));
    for (let start = 0; start < length; start += ROWS_PER_WRITE) {
      const rows: FlatPostings = [];
      for (const i of order.subarray(start, start + ROWS_PER_WRITE)) {
        rows.push(values[i] ?? 0, torrents[i] ?? 0, files[i] ?? 0);
      }
      yield rows;
    }
    this.length = 0;
  }
}
