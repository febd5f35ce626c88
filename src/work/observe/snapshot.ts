import { statSync } from "node:fs";
import { bytesToHex } from "../../core/hex.ts";
import type { Settings } from "../../core/settings/settings.ts";
import type { ActiveTorrent, Band, DailyActivity, Totals } from "../../store/index/statistics.ts";
import type { ListingStatus } from "../../store/listing/listing-status.ts";
import type { Run } from "../../store/operations/runs.ts";
import type { Store } from "../../store/store.ts";
import { servings } from "./serving.ts";
import { type SwarmNumbers, swarmNumbers } from "./swarm-numbers.ts";

/** What is on offer now; the same numbers for /health, `stats` and the dashboard. Costs no table scan. */
export interface Counts extends Totals {
  scanPaths: number;
}

/** How the backups fare. */
export interface Backups {
  /** The last one that was made. */
  last: Run | null;
  /** The last one that failed, where none was made since. */
  failure: Run | null;
}

/** Everything `stats` tells. Sizes in bytes, times in Unix milliseconds. */
export interface Snapshot extends Counts {
  torrentFiles: { count: number; bytes: number };
  /** .torrents in the database. */
  storedTorrents: { count: number; bytes: number };
  kinds: { v1: number; v2: number; hybrid: number; private: number };
  filesPerTorrent: Band[];
  torrentSizes: Band[];
  rejected: Record<string, number>;
  scans: Run[];
  backups: Backups;
  swarms: SwarmNumbers;
  /** The list of what may be offered. */
  list: ListingStatus;
  /** Whose database or API says it: the setting `tracker`. */
  tracker: Settings["tracker"];
  /** Where each serve that runs listens. */
  serving: string[];
  days: DailyActivity[];
  mostMatched: (Omit<ActiveTorrent, "infoHash"> & { infoHash: string })[];
  mostConfirmed: (Omit<ActiveTorrent, "infoHash"> & { infoHash: string })[];
  database: { path: string; bytes: number; walBytes: number };
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const FILE_BANDS = [0, 1, 2, 5, 10, 20, 50, 100, 1000];
const SIZE_BANDS = [0, MIB, 10 * MIB, 100 * MIB, GIB, 5 * GIB, 10 * GIB, 50 * GIB, 100 * GIB];

/** The counts of `/health`. */
export function counts(store: Store): Counts {
  return { ...store.statistics.totals(), scanPaths: store.roots.count() };
}

/** All statistics at one moment; reads whole tables, so it is not for every request. */
export function snapshot(
  store: Store,
  limits: { scans: number; days: number; torrents: number },
  now: number,
): Snapshot {
  const running = servings(store, now).filter(({ isRunning }) => isRunning);
  return store.read(() => ({
    ...counts(store),
    torrentFiles: store.statistics.torrentFiles(),
    storedTorrents: store.storedTorrents.size(),
    kinds: store.statistics.kinds(),
    filesPerTorrent: store.statistics.filesPerTorrent(FILE_BANDS),
    torrentSizes: store.statistics.torrentSizes(SIZE_BANDS),
    rejected: Object.fromEntries(store.locations.rejectedByCode()),
    scans: store.runs.newest("scan", limits.scans),
    backups: backups(store),
    swarms: swarmNumbers(store, limits.torrents),
    list: store.listing.status(),
    tracker: store.settings.read().settings.tracker,
    serving: running.map(({ address }) => address),
    days: store.statistics.daily(limits.days),
    mostMatched: mostActive(store, "matched", limits.torrents),
    mostConfirmed: mostActive(store, "confirmed", limits.torrents),
    database: { path: store.path, bytes: sizeOf(store.path), walBytes: sizeOf(`${store.path}-wal`) },
  }));
}

/** The last backup, and what went wrong since. */
export function backups(store: Store): Backups {
  const [last = null] = store.runs.newest("backup", 1, ["done", "partly"]);
  const [failure = null] = store.runs.newest("backup", 1, ["failed"]);
  return { last, failure: failure && failure.id > (last?.id ?? 0) ? failure : null };
}

function mostActive(store: Store, by: "matched" | "confirmed", limit: number): Snapshot["mostMatched"] {
  return store.statistics
    .mostActive(by, limit)
    .map((torrent) => ({ ...torrent, infoHash: bytesToHex(torrent.infoHash) }));
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
