import type { TorrentRecord } from "../core/record.ts";
import type { LookupRow, LookupTable } from "./lookups.ts";
import type { Store } from "./store.ts";

/** Rows of one transaction: some 20 ms, for which other writers wait. */
const ROWS_PER_WRITE = 20_000;

/**
 * Collects the look-up rows of new torrents and writes them sorted: neighbours then share pages, which costs a third of
 * writing them as they come.
 */
export class LookupRows {
  private readonly torrents: number[] = [];
  private readonly rows: Record<LookupTable, LookupRow[]> = { name: [], size: [] };

  constructor(private readonly store: Store) {}

  /** Rows that wait to be written. */
  get length(): number {
    return this.rows.name.length + this.rows.size.length;
  }

  /** Takes a torrent's rows; `keys` and `sizes` as in a TorrentRecord. */
  add(torrentId: number, { keys, sizes }: Pick<TorrentRecord, "keys" | "sizes">): void {
    this.torrents.push(torrentId);
    for (let i = 0; i < keys.length; i += 2) this.rows.name.push([keys[i] ?? 0, torrentId, keys[i + 1] ?? 0]);
    for (let i = 0; i < sizes.length; i += 2) this.rows.size.push([sizes[i] ?? 0, torrentId, sizes[i + 1] ?? 0]);
  }

  /** Writes everything collected, in short transactions; stopped half-way, the torrents stay noted as unindexed. */
  *flush(): Generator<void> {
    for (const table of ["name", "size"] as const) {
      const rows = this.rows[table].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      for (let start = 0; start < rows.length; start += ROWS_PER_WRITE) {
        this.store.write((writer) => writer.index(table, rows.slice(start, start + ROWS_PER_WRITE)));
        yield;
      }
      this.rows[table].length = 0;
    }
    this.store.write((writer) => writer.markIndexed(this.torrents));
    this.torrents.length = 0;
  }
}
