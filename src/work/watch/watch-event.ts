import type { SweepReason } from "../../core/watch/sweep-plan.ts";

/** What a watcher tells; paths are as people read them. */
export type WatchEvent =
  /** Changes of this root are told by the system (`events`), or looked for from time to time (`polling`). */
  | { type: "watching"; root: string; mode: "events" | "polling" }
  /** The system cannot tell of this root's changes, or not of all; it is polled. */
  | { type: "limited"; root: string; code: string; message: string; hint: string }
  /** The root is not registered any more. */
  | { type: "unwatched"; root: string }
  /** No path is registered yet. */
  | { type: "idle" }
  | { type: "added" | "returned" | "updated"; path: string; torrent_id: number }
  /** `missing`: no other file holds the torrent, so it is not offered any more. */
  | { type: "removed"; path: string; torrent_id: number | null; missing: boolean }
  | { type: "rejected"; path: string; code: string; message: string }
  | { type: "unreadable"; path: string; message: string }
  | ({ type: "swept"; root: string; reason: SweepReason; duration_ms: number } & SweepCounts)
  /** The root is not there or has lost most of its torrents: nothing of it is forgotten until it is back. */
  | { type: "root_lost"; root: string; code: string; message: string; hint: string }
  | { type: "root_back"; root: string }
  /** The database cannot be written; everything is kept and tried again. */
  | { type: "waiting"; code: string; message: string; hint: string }
  | { type: "resumed" };

/** What a look at a whole root found and changed. */
export interface SweepCounts {
  /** .torrent files that are there. */
  found: number;
  added: number;
  returned: number;
  updated: number;
  /** Torrents that went missing. */
  missing: number;
  /** Files newly found to be no torrents. */
  rejected: number;
  /** Those of the changes above that events should have told and did not. */
  missed: number;
}
