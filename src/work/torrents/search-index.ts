import type { Log } from "../../core/log.ts";
import { isBusy } from "../../store/database/database.ts";
import type { Store } from "../../store/store.ts";
import { type After, after } from "../requests/request-log.ts";
import { Stores } from "../runtime/stores.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";

/** Between two batches, so that it takes a small part of one thread; between two looks whether there is anything to do. */
const PAUSE_MS = 20;
const LOOK_MS = 2_000;
/** Where torrents come in by the thousand, as in a first scan, it waits until they have come: they go first. */
const FLOOD = 1_000;

/**
 * Makes every torrent findable by its words.
 * @param onProgress told how many were taken in so far
 * @throws ReseederError `DATABASE_…`
 */
export async function fillSearch(
  store: Store,
  { onProgress, signal }: { onProgress?: (taken: number) => void; signal?: AbortSignal } = {},
): Promise<void> {
  let taken = 0;
  while (!signal?.aborted) {
    const batch = store.write(() => store.search.fill());
    if (batch === 0) return;
    taken += batch;
    onProgress?.(taken);
    await yieldToEventLoop();
  }
}

export interface SearchIndexOptions {
  /** The database. */
  path: string;
  log: Log;
  later?: After;
  /** Collects garbage. */
  collect?: () => void;
}

/** Keeps the words of a long-running process's database up to date: some milliseconds at a time, when nobody else writes. */
export class SearchIndex {
  private readonly stores: Stores;
  private cancel: (() => void) | null = null;
  private stopped = false;
  private highest = 0;
  private troubled = false;
  private hasGarbage = false;

  /** Starts looking at once. */
  constructor(private readonly options: SearchIndexOptions) {
    this.stores = new Stores(options.path, { busyTimeoutMs: 20, relaxed: true });
    this.lookIn(0);
  }

  /** Ends; what is left is for the next process that looks. */
  stop(): void {
    this.stopped = true;
    this.cancel?.();
    this.stores.close();
  }

  private lookIn(ms: number): void {
    if (!this.stopped) this.cancel = (this.options.later ?? after)(ms, () => this.look());
  }

  private look(): void {
    let wait = LOOK_MS;
    try {
      wait = this.stores.use((store) => this.advance(store));
      this.troubled = false;
    } catch (error) {
      // Said once for each trouble; a locked database is none.
      if (!isBusy(error) && !this.troubled) {
        this.troubled = true;
        this.options.log("warn", "search: cannot index new torrents, will retry", { error: String(error) });
      }
    }
    this.lookIn(wait);
  }

  /** Takes in a few torrents; answers how long to wait before the next ones. */
  private advance(store: Store): number {
    const highest = store.torrentList.next("newest", Number.MAX_SAFE_INTEGER) ?? 0;
    const isFlood = this.highest > 0 && highest - this.highest > FLOOD;
    this.highest = highest;
    if (isFlood) return LOOK_MS;
    if (store.search.isComplete()) {
      if (this.hasGarbage) this.tidy();
      return LOOK_MS;
    }
    store.write(() => store.search.fill());
    this.hasGarbage = true;
    return PAUSE_MS;
  }

  /** Gives back what the words took: a server may have nothing else to do for hours. */
  private tidy(): void {
    this.hasGarbage = false;
    this.stores.close();
    (this.options.collect ?? collect)();
  }
}

function collect(): void {
  Bun.gc(true);
}
