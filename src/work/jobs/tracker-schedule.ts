import { syncDelay } from "../../core/tracker/sync-delay.ts";
import type { Store } from "../../store/store.ts";
import type { Environment } from "../runtime/secret-text.ts";
import { Stores } from "../runtime/stores.ts";
import { type RoundResult, trackerRound } from "../tracker/round.ts";
import { roundSummary } from "../tracker/sync-now.ts";
import { apiMemory } from "../tracker-api/api-round.ts";
import { pausedUntil, trackerPlace } from "../tracker-api/tracker-pause.ts";
import type { ScheduledWork, ScheduleOptions } from "./schedule.ts";

export interface TrackerScheduleOptions extends ScheduleOptions {
  /** Where the DSN of the tracker's database stands. */
  env: Environment;
}

/** .torrents of one round: the next list is not to wait for a tracker's whole archive. */
const FILES_MS = 30_000;
/** After it a .torrent that could not be had is asked for again. */
const FORGET_MS = 3_600_000;

/**
 * When the tracker's list is read next, in Unix milliseconds: at once where there is none of this tracker, else an
 * interval after the last round, and after failures later each time. Null where no tracker is connected.
 */
export function nextTrackerRoundAt(store: Store, now: number): number | null {
  const { settings } = store.settings.read();
  const { tracker, tracker_sync_seconds: seconds } = settings;
  if (tracker === "none" || seconds === 0) return null;
  const paused = pausedUntil(store, trackerPlace(settings), now);
  if (paused !== null) return paused;
  const { owner, state, attemptedAt, failed } = store.listing.status();
  const isFirst = (owner !== tracker || state !== "in-force") && failed === 0;
  // A time to come was noted before the clock was set back.
  if (isFirst || attemptedAt === null || attemptedAt > now) return now;
  // The same for every look until then.
  const chance = (attemptedAt % 997) / 997;
  return attemptedAt + syncDelay(seconds * 1000, failed, chance);
}

/** Reads the tracker's list from time to time, beside everything else that a process does. */
export function scheduledTracker({ env, path, clock = Date.now }: TrackerScheduleOptions): ScheduledWork<RoundResult> {
  const failed = new Set<string>();
  let forgotAt = clock();
  let isTold = false;
  const memory = apiMemory(clock);
  let said = "";
  return {
    kind: "tracker",
    restMs: 1_000,
    due: nextTrackerRoundAt,
    async make(_, signal) {
      if (clock() - forgotAt > FORGET_MS) {
        failed.clear();
        forgotAt = clock();
      }
      // It goes through the tables once, in order: a larger cache would hold pages that nobody asks for again.
      const stores = new Stores(path, { busyTimeoutMs: 20, cacheMib: 2 });
      try {
        return await trackerRound(stores, {
          env,
          force: false,
          dryRun: false,
          signal,
          clock,
          failed,
          filesMs: FILES_MS,
          memory,
        });
      } finally {
        stores.close();
      }
    },
    ended(result, log) {
      const { list, files, notes, done } = result;
      const fields = roundSummary(result) as Record<string, unknown>;
      if (list.rejected) {
        log("error", "the tracker's list was not applied", { code: list.rejected.code, error: list.rejected.message });
        return "failed";
      }
      // A line a minute would say nothing.
      const isNews = !isTold || list.withheldNew + list.withheldLifted + (files?.putIn ?? 0) > 0;
      isTold = true;
      log(isNews ? "info" : "debug", "the tracker's list was read", fields);
      // Said once, not every minute.
      if (notes.join("\n") !== said) for (const note of notes) log(done.has(note) ? "info" : "warn", note);
      said = notes.join("\n");
      for (const { id, message } of files?.problems ?? [])
        log("warn", `a .torrent from the tracker's database was rejected: ${message}`, { id });
      return "done";
    },
  };
}
