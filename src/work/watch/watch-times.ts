import type { QueueTimes } from "../../core/watch/change-queue.ts";
import type { SweepTimes } from "../../core/watch/sweep-plan.ts";

/** All in milliseconds, but for counts of paths. */
export interface WatchTimes extends QueueTimes, Omit<SweepTimes, "intervalMs"> {
  /** So many changes of one root at once may have hidden others: a sweep follows. */
  manyPaths: number;
  /** Between looks at the registered paths and at whether the folders are still the same. */
  checkMs: number;
  /** A file that is no torrent and was written to so lately may be half-written: it is looked at again first. */
  freshMs: number;
  /** Before what the database did not take is tried again; twice as long each time, up to a minute. */
  retryMs: number;
  /** Before what cannot be watched is tried again. */
  rewatchMs: number;
}

export const WATCH_TIMES: WatchTimes = {
  quietMs: 100,
  latestMs: 1_200,
  burstPaths: 1_000,
  manyPaths: 200,
  settleMs: 3_000,
  pollMs: 30_000,
  lostMs: 30_000,
  checkMs: 2_000,
  freshMs: 2_000,
  retryMs: 1_000,
  rewatchMs: 10 * 60_000,
};
