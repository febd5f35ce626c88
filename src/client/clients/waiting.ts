import { ReseederError } from "../../core/errors.ts";

/** Time as a client adapter needs it: the tests bring their own. */
export interface Waiting {
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** @throws the signal's reason when it aborts meanwhile */
  sleep(ms: number): Promise<void>;
}

/** The machine's clock; `signal` ends every wait. */
export function machineWaiting(signal: AbortSignal): Waiting {
  return {
    now: () => performance.now(),
    sleep: (ms) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop, { once: true });
      const timer = setTimeout(resolve, ms);
      return promise.finally(() => {
        clearTimeout(timer);
        signal.removeEventListener("abort", stop);
      });
    },
  };
}

/** How long a client gets to show that it has done what it was told, in milliseconds: the slowest took 4 s. */
const PATIENCE_MS = 30_000;

/** The pauses between two looks, in milliseconds: short at first, since most things take no time. */
const FIRST_PAUSE_MS = 50;
const LAST_PAUSE_MS = 1000;

/**
 * Looks until what is seen will do, and answers that.
 * @throws ReseederError CLIENT_ANSWER with `failure` after `patienceMs`
 */
export async function lookUntil<T, S extends T>(
  waiting: Waiting,
  look: () => Promise<T>,
  willDo: (seen: T) => seen is S,
  failure: () => string,
  patienceMs = PATIENCE_MS,
): Promise<S> {
  const deadline = waiting.now() + patienceMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LAST_PAUSE_MS, pause * 1.5)) {
    const seen = await look();
    if (willDo(seen)) return seen;
    if (waiting.now() > deadline) throw new ReseederError("CLIENT_ANSWER", failure());
    await waiting.sleep(pause);
  }
}
