import type { Key, OfferedRow } from "../../core/tracker/rows.ts";
import type { Stores } from "../runtime/stores.ts";

/** Torrents that stand one after another in the list, and whose .torrents we have not. */
export interface WantedRun {
  /** The key before the first of them: where a page of the statement `files` begins. */
  after: Key;
  /** Their keys, in order, with the info-hashes that the list gives them. */
  torrents: { key: Key; infoHash: Uint8Array }[];
}

/** .torrents of one page: some 5 MB, as they are. */
const FILES_PER_PAGE = 200;

/**
 * Collects, while a list is read, which of its torrents have no .torrent with us. Both statements, `offered` and
 * `files`, go through the same keys in the same order, so a run is read by the key before it and its length: nothing is
 * read twice, and no list of keys has to fit into a statement.
 */
export class WantedFiles {
  readonly runs: WantedRun[] = [];
  private last: Key;
  private open: WantedRun | null = null;

  /** @param failed keys that gave no torrent before, and are not asked for again */
  constructor(
    private readonly stores: Stores,
    firstKey: Key,
    private readonly failed: ReadonlySet<string>,
  ) {
    this.last = firstKey;
  }

  /** Looks at a page of the list. */
  add(page: readonly OfferedRow[]): void {
    const absent = this.stores.use((store) => store.torrentList.absent(page.map(({ infoHash }) => infoHash)));
    for (const [i, { key, infoHash }] of page.entries()) {
      if (!absent[i] || this.failed.has(String(key))) this.open = null;
      else {
        if (!this.open || this.open.torrents.length === FILES_PER_PAGE) {
          this.open = { after: this.last, torrents: [] };
          this.runs.push(this.open);
        }
        this.open.torrents.push({ key, infoHash });
      }
      this.last = key;
    }
  }
}
