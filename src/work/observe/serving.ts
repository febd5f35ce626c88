import { hostname } from "node:os";
import type { Store } from "../../store/store.ts";
import { processStates } from "./heartbeat.ts";

/** A serve of a database. */
export interface Serving {
  /** Where it listens, as `listenAddress` says it. */
  address: string;
  pid: number;
  /** Whether it runs on another machine, or in another container, than this process. */
  isElsewhere: boolean;
  /** False for one that has ended, or was killed. */
  isRunning: boolean;
}

/** Every remembered serve that listened, the newest first. */
export function servings(store: Store, now: number): Serving[] {
  const here = hostname();
  return processStates(store, now).flatMap(({ kind, detail, pid, host, status }) => {
    if (kind !== "serve" || detail === null) return [];
    return [{ address: detail, pid, isElsewhere: host !== here, isRunning: status !== "gone" }];
  });
}
