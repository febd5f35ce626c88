import { displayPath } from "../../core/path-bytes.ts";
import { backupContents } from "../../store/database/backup-difference.ts";
import type { Store } from "../../store/store.ts";
import { type OpenFileHolder, openFileHolders } from "../files/open-file-holders.ts";

/** What restoring a backup would take away, for whoever is about to do it. */
export interface RestorePlan {
  /** Since the backup: torrents that were new to the index, requests logged, reports stored. */
  torrents: number;
  requests: number;
  reports: number;
  /** Scan paths that the backup does not know. */
  paths: string[];
  /** Settings that it has otherwise. */
  settings: string[];
  /** Other processes that have the database open; they go on with the restored contents. */
  holders: OpenFileHolder[];
}

/**
 * Compares the database with a backup of it; changes nothing.
 * @throws ReseederError `DATABASE_…` of the backup
 */
export function restorePlan(store: Store, file: string): RestorePlan {
  const then = backupContents(file);
  const now = store.contents();
  return {
    torrents: store.torrents.countAbove(then.torrent),
    requests: Math.max(0, now.request - then.request),
    reports: Math.max(0, now.report - then.report),
    paths: now.roots.filter((root) => !then.roots.includes(root)).map(displayPath),
    settings: [...now.settings].filter(([key, value]) => then.settings.get(key) !== value).map(([key]) => key),
    holders: openFileHolders(store.path),
  };
}
