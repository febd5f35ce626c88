import { type Counts, type Tracker, TrackerFault, type Wait } from "./tracker.ts";

/** What one tracker said instead of counts; neither holds a key. */
export interface TrackerTrouble {
  type: "trouble";
  tracker: string;
  problem: string;
}

interface TrackerHealth {
  tracker: Tracker;
  /** In a row. */
  failures: number;
  /** Left alone until then, in Unix milliseconds; for the rest of the round when infinite. */
  restsUntil: number;
}

const FIRST_REST_MS = 5_000;
/** As often as this in a row, and the tracker is left alone for the rest of the round. */
const MAX_FAILURES = 4;
/** A tracker that wants to be left alone for longer is asked in another round. */
const MAX_REST_MS = 15 * 60_000;

/**
 * Several addresses of the same swarms, in the order in which they are asked. The first that answers is used; one that
 * failed is left alone for a while, twice as long each time, or as long as it says.
 */
export class Trackers {
  private readonly health: TrackerHealth[];

  constructor(
    trackers: readonly Tracker[],
    private readonly clock: () => number,
    private readonly wait: Wait,
  ) {
    this.health = trackers.map((tracker) => ({ tracker, failures: 0, restsUntil: 0 }));
  }

  get requests(): number {
    return this.health.reduce((sum, { tracker }) => sum + tracker.requests, 0);
  }

  /** How many info-hashes are best asked about together: what the tracker takes whose turn it is. */
  get portion(): number {
    return Math.max(1, this.next()?.tracker.portion ?? 1);
  }

  /**
   * The counts of all info-hashes, from the first tracker that gives them; tells of each that does not.
   * @returns null when every one is left alone for the rest of the round, or the signal is aborted
   */
  async *count(hashes: readonly Uint8Array[], signal: AbortSignal): AsyncGenerator<TrackerTrouble, Counts | null> {
    for (let turn = this.next(); turn && !signal.aborted; turn = this.next()) {
      const rest = turn.restsUntil - this.clock();
      if (rest > 0) {
        await this.wait(rest, signal);
        if (signal.aborted) return null;
      }
      try {
        const counts = await turn.tracker.count(hashes, signal);
        turn.failures = 0;
        return counts;
      } catch (error) {
        if (!(error instanceof TrackerFault)) throw error;
        if (signal.aborted) return null;
        this.rest(turn, error);
        yield { type: "trouble", tracker: turn.tracker.name, problem: error.fault.reason };
      }
    }
    return null;
  }

  close(): void {
    for (const { tracker } of this.health) tracker.close();
  }

  /** The first that is not left alone, else the one that may be asked soonest. */
  private next(): TrackerHealth | null {
    const now = this.clock();
    const usable = this.health.filter(({ restsUntil }) => restsUntil !== Number.POSITIVE_INFINITY);
    const soonest = usable.toSorted((a, b) => a.restsUntil - b.restsUntil)[0];
    return usable.find(({ restsUntil }) => restsUntil <= now) ?? soonest ?? null;
  }

  private rest(health: TrackerHealth, { fault }: TrackerFault): void {
    health.failures++;
    const ms = Math.max(FIRST_REST_MS * 2 ** (health.failures - 1), fault.retryAfterMs ?? 0);
    const over = fault.kind === "denied" || health.failures >= MAX_FAILURES || ms > MAX_REST_MS;
    health.restsUntil = over ? Number.POSITIVE_INFINITY : this.clock() + ms;
  }
}
