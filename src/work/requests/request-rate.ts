import type { RequestHistory } from "../../store/people/request-history.ts";

/** Seconds that are kept. */
const SECONDS = 600;
/** Rows counted by one statement: some 10 ms. */
const ROWS = 50_000;
/** Rows counted in one call: more than a thousand requests a second leave in the time between two. */
const ROWS_PER_CALL = 200_000;

/** Requests of each of the last seconds, read from the log's new rows alone. */
export class RequestRate {
  private readonly seconds = new Map<number, number>();
  /** First id that is not counted yet; null before the first look. */
  private next: number | null = null;

  /** Counts what has come since the last call; the first call goes ten minutes back. */
  read(history: RequestHistory, now: number): void {
    this.next ??= history.firstSince(now - SECONDS * 1000);
    const end = history.newestId() + 1;
    // A log that was emptied starts again.
    if (end < this.next) this.next = end;
    this.next = Math.max(this.next, end - ROWS_PER_CALL);
    while (this.next < end) {
      const before = Math.min(this.next + ROWS, end);
      for (const [second, requests] of history.perSecond(this.next, before)) {
        this.seconds.set(second, (this.seconds.get(second) ?? 0) + requests);
      }
      this.next = before;
    }
    for (const second of this.seconds.keys()) {
      if (second <= now / 1000 - SECONDS) this.seconds.delete(second);
    }
  }

  /** The requests of each second, the oldest first, up to and with the second of `now`. */
  until(now: number): { until: number; counts: number[] } {
    const until = Math.floor(now / 1000);
    const counts = Array.from({ length: SECONDS }, (_, i) => this.seconds.get(until - SECONDS + 1 + i) ?? 0);
    return { until, counts };
  }
}
