import { RequestBudget } from "./request-budget.ts";

/** What one process keeps from round to round. */
export interface ApiMemory {
  budget: RequestBudget;
  /** The info-hash whose swarm was counted last, 40 digits; empty at the beginning. */
  cursor: string;
}

/** What a round with a tracker's API is told, and tells besides its torrents. */
export interface ApiRound {
  /** Take the tracker at its word where it may have forgotten something. */
  force: boolean;
  /** As the setting `tracker_push`: what the tracker does not know is registered, and not withheld. */
  push: boolean;
  memory: ApiMemory;
  /** Hashes that the tracker knows, 40 digits each; null where it registers none. */
  known: ReadonlySet<string> | null;
  /** Hashes that it keeps from being offered. */
  barred: ReadonlySet<string>;
  /** A torrent that we flagged stays so: nothing more is registered. */
  isStuck: boolean;
  /** Torrents that the tracker named. */
  rows: number;
  /** When the tracker was started, in Unix seconds; null where it does not say. */
  started: number | null;
  /** Sentences for the operator. */
  notes: string[];
  /** Those of them that only say what was done. */
  done: Set<string>;
}

/** Questions a minute. */
const PER_MINUTE = 3_000;

/** The memory of a process that asked nothing yet. */
export function apiMemory(clock: () => number): ApiMemory {
  return { budget: new RequestBudget(PER_MINUTE, clock), cursor: "" };
}
