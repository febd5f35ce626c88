import type { Log } from "../../core/log.ts";
import type { RequestLog } from "../../work/requests/request-log.ts";
import type { Stores } from "../../work/runtime/stores.ts";
import type { TrackerLookups } from "../../work/tracker/lookups.ts";

/** What the HTTP side needs from outside; nothing of it is global. */
export interface HttpServices {
  /** For reading, where waiting for another process stops everything, and for writing, where it is over at once. */
  stores: Stores;
  requestLog: RequestLog;
  /** Asks the tracker's database about single users. */
  lookups: TrackerLookups;
  /** Unix milliseconds. */
  clock: () => number;
  log: Log;
}
