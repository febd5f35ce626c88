import { statSync } from "node:fs";
import { dayOf } from "../../core/iso-time.ts";
import type { DailyActivity } from "../../store/index/statistics.ts";
import type { ListingStatus } from "../../store/listing/listing-status.ts";
import type { RememberedProcess } from "../../store/operations/processes.ts";
import type { Run } from "../../store/operations/runs.ts";
import type { LoggedRequest } from "../../store/people/request-history.ts";
import type { Store } from "../../store/store.ts";
import { RequestRate } from "../requests/request-rate.ts";
import type { Stores } from "../runtime/stores.ts";
import { type ProcessState, withStatus } from "./heartbeat.ts";
import { type Counts, counts } from "./snapshot.ts";

/** What happens right now, as one look at the database shows it. Sizes in bytes, times in Unix milliseconds. */
export interface Live {
  counts: Counts;
  /** Files below the scan paths that are no torrents. */
  rejected: number;
  database: { bytes: number; walBytes: number };
  /** The present UTC day. */
  today: DailyActivity;
  lastScan: Run | null;
  lastBackup: Run | null;
  lastScrape: Run | null;
  /** The list of what may be offered, and how its rounds went. */
  list: ListingStatus;
  processes: ProcessState[];
  /** The newest first: those that hold the filter's text. */
  requests: LoggedRequest[];
  /** False when there is nothing new since the last look but what time alone changes, and beats of processes. */
  isNews: boolean;
  /** Requests of each second of the last ten minutes; the last element is the second `until`. */
  perSecond: { until: number; counts: number[] };
}

/** What is read from the database itself. */
type Look = Omit<Live, "isNews" | "processes" | "perSecond">;

/** Rows of the request log that one look reads, and rows that a filter looks through. */
const REQUESTS = 200;
const FILTER_DEPTH = 20_000;

/**
 * Follows a database by cheap polls: nothing but a look at the file and one pragma while no other process writes,
 * and a handful of indexed reads when one has. No statement here walks through a table that grows with the index.
 */
export class LiveFeed {
  private store: Store | null = null;
  private version = 0;
  private filter = "";
  private rows: RememberedProcess[] = [];
  private rate = new RequestRate();
  private latest: Look | null = null;
  private told = "";

  constructor(
    private readonly stores: Stores,
    private readonly clock: () => number = Date.now,
  ) {}

  /** True when another process has written since the last poll, or the file is another one. */
  isStale(): boolean {
    try {
      return this.stores.use((store) => store !== this.store || store.version() !== this.version);
    } catch {
      return true;
    }
  }

  /** Makes the next poll read everything: after a write of this process, which the pragma does not tell. */
  refresh(): void {
    this.version = -1;
  }

  /**
   * One look.
   * @param filter text that the listed requests hold; empty for all
   * @throws ReseederError `DATABASE_…`
   */
  poll(filter = ""): Live {
    return this.stores.use((store) => {
      const now = this.clock();
      const version = store.version();
      if (store !== this.store || version !== this.version || filter !== this.filter || !this.latest) {
        if (store !== this.store) this.rate = new RequestRate();
        this.latest = store.read(() => this.look(store, filter, now));
        [this.store, this.version, this.filter] = [store, version, filter];
      }
      const { requests, database: _, ...rest } = this.latest;
      const told = JSON.stringify([rest, requests[0]?.id, filter]);
      const isNews = told !== this.told;
      this.told = told;
      return { ...this.latest, isNews, processes: withStatus(this.rows, now), perSecond: this.rate.until(now) };
    });
  }

  private look(store: Store, filter: string, now: number): Look {
    this.rows = store.processes.list();
    this.rate.read(store.requestHistory, now);
    const day = dayOf(now);
    const [latest] = store.statistics.daily(1);
    let rejected = 0;
    for (const files of store.locations.rejectedByCode().values()) rejected += files;
    return {
      counts: counts(store),
      rejected,
      database: { bytes: sizeOf(store.path), walBytes: sizeOf(`${store.path}-wal`) },
      today: latest?.day === day ? latest : { ...NOTHING, day },
      lastScan: store.runs.newest("scan", 1)[0] ?? null,
      lastBackup: store.runs.newest("backup", 1)[0] ?? null,
      lastScrape: store.runs.newest("scrape", 1)[0] ?? null,
      list: store.listing.status(),
      requests: store.requestHistory.matching(filter, REQUESTS, FILTER_DEPTH),
    };
  }
}

const NOTHING: DailyActivity = {
  day: "",
  requests: 0,
  matches: 0,
  torrentsMatched: 0,
  filesMatched: 0,
  reports: 0,
  confirmed: 0,
  rejected: 0,
  revived: 0,
};

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
