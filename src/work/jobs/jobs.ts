import type { ShownTorrent } from "../../core/api/torrent-json.ts";
import type { BackupEvent, BackupRequest, BackupResult } from "../backup/backup.ts";
import type { RestoreOptions, RestoreResult } from "../backup/restore.ts";
import type { Snapshot } from "../observe/snapshot.ts";
import type { RemovedRoot } from "../roots/remove-root.ts";
import type { ScannedPath } from "../roots/scanned-paths.ts";
import type { ScanEvent } from "../scan/scan-event.ts";
import type { ChangedTorrent, TorrentChange } from "../torrents/change-torrent.ts";
import type { TorrentPage } from "../torrents/list-torrents.ts";
import type { TorrentSearch } from "../torrents/search-torrents.ts";
import type { RetentionRequest, RetentionResult } from "../users/retention.ts";
import type { WatchEvent } from "../watch/watch-event.ts";

/**
 * What can be done in the background: what a job takes, what it tells meanwhile, what comes of it. `busy` is told each time
 * that the database is found locked.
 */
export interface Jobs {
  /** Brings the index up to date with all scan paths, or with the given ones. */
  scan: { input: { path: string; roots: number[] | null; prune: boolean }; event: ScanEvent; result: null };
  /** Keeps the index up to date with all scan paths until it is told to stop. */
  watch: { input: { path: string; pollMs: number | undefined }; event: WatchEvent; result: null };
  /** Copies the database and checks the copy. */
  backup: { input: BackupRequest; event: BackupEvent; result: BackupResult };
  /** Reads a backup through. */
  verify: { input: { path: string }; event: never; result: { torrents: number } };
  /** Puts a backup in place of the database. */
  restore: { input: Omit<RestoreOptions, "clock">; event: never; result: RestoreResult };
  /** Removes what is older than a time. */
  retention: { input: RetentionRequest; event: never; result: RetentionResult };
  /** Gives a scan path up. */
  "remove-path": { input: { path: string; id: number }; event: "busy"; result: RemovedRoot };
  /** Reads whole tables. */
  statistics: { input: { path: string }; event: never; result: Snapshot };
  /** Finds torrents. */
  torrents: { input: { path: string; search: TorrentSearch }; event: never; result: TorrentPage };
  /** Reads everything about a torrent, with so many of its files. */
  torrent: { input: { path: string; id: number; files: number }; event: never; result: ShownTorrent };
  /** Takes a torrent off offer, or offers it again. */
  "change-torrent": {
    input: { path: string; id: number; change: TorrentChange };
    event: "busy";
    result: ChangedTorrent;
  };
  /** Counts the files below every scan path. */
  paths: { input: { path: string }; event: never; result: ScannedPath[] };
}

export type JobName = keyof Jobs;

/** What the job's thread is told: first the job, later perhaps that it is to stop. */
export type JobOrder = { [N in JobName]: { name: N; input: Jobs[N]["input"] } }[JobName] | "stop";

/** What the job's thread answers. */
export type JobReply =
  | { event: Jobs[JobName]["event"] }
  | { result: Jobs[JobName]["result"] }
  | { error: { code: string; message: string; hint: string } | { name: string; message: string } };
