import type { Log } from "../../core/log.ts";
import type { RequestLog } from "../../work/requests/request-log.ts";
import type { Stores } from "../../work/runtime/stores.ts";
import type { TrackerLookups } from "../../work/tracker/lookups.ts";

/** What the HTTP side needs from outside; nothing of it is global. */
export interface HttpServices {
  /** For reading. */
  stores: Stores;
  /** For reports, which are stored before they are answered; its busy timeout is tiny. */
  writers: Stores;
  requestLog: RequestLog;
  /** Asks the tracker's database about single users. */
  lookups: TrackerLookups;
  /** Unix milliseconds. */
  clock: () => number;
  log: Log;
}
