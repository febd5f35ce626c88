import { ReseederError } from "../../core/errors.ts";
import { explained } from "../../store/database/database.ts";
import type { Store } from "../../store/store.ts";
import type { Stores } from "../runtime/stores.ts";
import type { WatchEvent } from "./watch-event.ts";

const MAX_RETRY_MS = 60_000;

/** Work on a database that may not take it now: that is told once, and tried again after longer and longer pauses. */
export class DatabaseRetry {
  private trouble: { until: number; pauseMs: number } | null = null;

  constructor(
    private readonly stores: Stores,
    private readonly retryMs: number,
    private readonly clock: () => number,
  ) {}

  /** When work may be tried again, in Unix milliseconds; 0 where nothing is wrong. */
  get until(): number {
    return this.trouble?.until ?? 0;
  }

  /** Does work that ends the trouble when the database takes it. */
  async *resume(work: (store: Store) => AsyncGenerator<WatchEvent>): AsyncGenerator<WatchEvent> {
    const before = this.trouble;
    yield* this.run(work);
    if (!before || before !== this.trouble) return;
    this.trouble = null;
    yield { type: "resumed" };
  }

  /** Does work on the database; throws only what is no fault of the database. */
  async *run(work: (store: Store) => AsyncGenerator<WatchEvent>): AsyncGenerator<WatchEvent> {
    try {
      const borrowed = this.stores.borrow();
      try {
        yield* work(borrowed.store);
      } finally {
        borrowed.release();
      }
    } catch (cause) {
      const error = explained(this.stores.path, cause);
      if (!(error instanceof ReseederError) || !error.code.startsWith("DATABASE_")) throw error;
      const { trouble } = this;
      // A look in the middle of a pause makes it no longer.
      if (trouble && this.clock() < trouble.until) return;
      const pauseMs = trouble ? Math.min(trouble.pauseMs * 2, MAX_RETRY_MS) : this.retryMs;
      this.trouble = { until: this.clock() + pauseMs, pauseMs };
      if (!trouble) yield { type: "waiting", code: error.code, message: error.message, hint: error.hint };
    }
  }
}
