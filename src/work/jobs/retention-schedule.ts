import type { Store } from "../../store/store.ts";
import { Stores } from "../runtime/stores.ts";
import type { RetentionRequest, RetentionResult } from "../users/retention.ts";
import { runJob } from "./job.ts";
import { nextRunAt, type ScheduledWork, type ScheduleOptions } from "./schedule.ts";

export interface RetentionScheduleOptions extends ScheduleOptions {
  remove?: (request: RetentionRequest, signal: AbortSignal) => Promise<RetentionResult>;
}

const DAY_MS = 86_400_000;
const INTERVAL_MS = 3_600_000;

/**
 * When rows are to be removed next because of their age, in Unix milliseconds: when the oldest comes of age, and an hour
 * after the round before. Null where the setting keeps them.
 */
export function nextRetentionAt(store: Store, now: number, since: number): number | null {
  const age = ageOf(store);
  const oldest = age === null ? null : store.userData.oldest();
  if (age === null || oldest === null) return null;
  return Math.max(oldest + age, nextRunAt(store, "retention", INTERVAL_MS, now, since - INTERVAL_MS));
}

/** Removes what `log_retention_days` says, beside everything else that a process does. */
export function scheduledRetention({
  remove = inThread,
  path,
  clock = Date.now,
}: RetentionScheduleOptions): ScheduledWork<RetentionResult> {
  return {
    kind: "retention",
    due: nextRetentionAt,
    async make(_, signal) {
      const stores = new Stores(path, { busyTimeoutMs: 20 });
      const age = stores.use(ageOf);
      stores.close();
      return age === null ? { rows: [] } : remove({ path, before: clock() - age }, signal);
    },
    ended({ rows }, log) {
      log("info", "old rows deleted", Object.fromEntries(rows.map((each) => [each.kind, each.rows])));
      return "done";
    },
  };
}

function ageOf(store: Store): number | null {
  return store.settings.read().settings.log_retention_days * DAY_MS || null;
}

function inThread(request: RetentionRequest, signal: AbortSignal): Promise<RetentionResult> {
  return runJob("retention", request, { signal });
}
