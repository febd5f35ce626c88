import { isBusy } from "../../store/database/database.ts";
import type { IndexWriter } from "../../store/index/index-writer.ts";
import type { Store } from "../../store/store.ts";
import type { Stores } from "./stores.ts";

/** How long a write waits for a locked database before its caller is told to come again. */
const RETRY_FOR_MS = 10_000;
const MAX_WAIT_MS = 500;

/** How somebody waits for a locked database. */
export interface RetryOptions {
  /** Resolves after so many milliseconds. */
  wait?: (ms: number) => Promise<unknown>;
  /** Called each time that the database is found locked, before it is waited for. */
  onBusy?: () => void;
  /** Aborts when nobody wants it done any more. */
  signal?: AbortSignal;
}

/**
 * Runs one write transaction. A locked database is tried again for ten seconds, and other requests are answered in
 * between; `stores` must therefore give up quickly by itself.
 * @throws ReseederError `DATABASE_LOCKED` after that time, `DATABASE_…` at once for what waiting does not cure
 */
export function writeRetryingWhileBusy<T>(
  stores: Stores,
  write: (store: Store, writer: IndexWriter) => T,
  retry?: RetryOptions,
): Promise<T> {
  return retryWhileBusy(() => stores.use((store) => store.write((writer) => write(store, writer))), retry);
}

/**
 * The same, and on disk when it resolves; writers that wait share one fsync.
 * @throws ReseederError as `writeRetryingWhileBusy`; `DATABASE_IO`, `DATABASE_FULL` where the disk did not take it
 */
export async function writeForGood<T>(
  stores: Stores,
  write: (store: Store, writer: IndexWriter) => T,
  retry?: RetryOptions,
): Promise<T> {
  const done = await writeRetryingWhileBusy(stores, write, retry);
  await stores.synced();
  return done;
}

/** As `writeRetryingWhileBusy`, for whatever may be begun anew after it failed on a locked database. */
export async function retryWhileBusy<T>(
  action: () => T | Promise<T>,
  { wait = Bun.sleep, onBusy, signal }: RetryOptions = {},
): Promise<T> {
  let waited = 0;
  for (let pause = 20; ; pause = Math.min(MAX_WAIT_MS, pause * 2)) {
    try {
      return await action();
    } catch (error) {
      if (!isBusy(error) || waited >= RETRY_FOR_MS) throw error;
      onBusy?.();
      await wait(pause);
      if (signal?.aborted) throw error;
    }
    waited += pause;
  }
}
