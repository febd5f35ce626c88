import type { Store } from "../../store/store.ts";
import type { BackupRequest, BackupResult } from "../backup/backup.ts";
import { runJob } from "./job.ts";
import { nextRunAt, type ScheduledWork, type ScheduleOptions } from "./schedule.ts";

export interface BackupScheduleOptions extends ScheduleOptions {
  backUp?: (request: BackupRequest, signal: AbortSignal) => Promise<BackupResult>;
}

const HOUR_MS = 3_600_000;

/**
 * When the next automatic backup is due, in Unix milliseconds: an interval after the last one, or after the first scan;
 * after failures at growing distances. Null where the setting turns them off.
 * @param since when waiting began, for a database without any history
 */
export function nextBackupAt(store: Store, now: number, since: number): number | null {
  const interval = store.settings.read().settings.backup_interval_hours * HOUR_MS;
  return interval === 0 ? null : nextRunAt(store, "backup", interval, now, store.runs.firstStart() ?? since);
}

/** The automatic backups of a long-running process; stopped, one is given up at its next step. */
export function scheduledBackup({ backUp = inThread, path }: BackupScheduleOptions): ScheduledWork<BackupResult> {
  return {
    kind: "backup",
    due: nextBackupAt,
    make: (run, signal) => backUp({ path, folder: null, keep: null, run }, signal),
    ended(made, log) {
      const { file, bytes, duration_ms: ms, removed } = made;
      log("info", "backup made", { file, bytes, ms, removed: removed.length });
      for (const problem of made.problems) log("warn", `backup: ${problem}`);
      return made.status;
    },
  };
}

function inThread(request: BackupRequest, signal: AbortSignal): Promise<BackupResult> {
  return runJob("backup", request, { signal });
}
