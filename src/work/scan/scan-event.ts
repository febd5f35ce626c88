/** Counts of a scan; every .torrent file found is unchanged, added, updated, a further copy or rejected. */
export interface ScanCounts {
  /** .torrent files that are there. */
  found: number;
  /** Torrents that are new to the index. */
  added: number;
  /** Torrents that were missing and are back. */
  returned: number;
  /** Known files that changed, and torrents that moved to another place. */
  updated: number;
  unchanged: number;
  /** Torrents that went missing. */
  missing: number;
  /** Files that are rejected, by code. */
  rejected: Record<string, number>;
  /** How many of those were not rejected yet, or were changed since. */
  new_rejected: number;
  /** Files that hold a torrent which lies elsewhere too. */
  duplicates: number;
  /** Folders that could not be read. */
  unreadable: number;
}

/** Counts before anything was found. */
export function noCounts(): ScanCounts {
  return {
    found: 0,
    added: 0,
    returned: 0,
    updated: 0,
    unchanged: 0,
    missing: 0,
    rejected: {},
    new_rejected: 0,
    duplicates: 0,
    unreadable: 0,
  };
}

export type ScanEvent =
  | { type: "started"; root: string; found: number; to_read: number }
  | { type: "progress"; root: string; read: number; to_read: number }
  | { type: "rejected"; path: string; code: string; message: string }
  | { type: "unreadable"; path: string; message: string }
  | { type: "duplicates"; sha1: string; paths: string[] }
  | { type: "failed"; root: string; code: string; message: string; hint: string }
  | ({
      type: "done";
      status: "done" | "partly" | "failed" | "cancelled";
      roots: number;
      duration_ms: number;
    } & ScanCounts);
