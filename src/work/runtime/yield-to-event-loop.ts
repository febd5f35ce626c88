/** Who waits for a turn: one each round of the event loop, so that between any two of them everything else runs. */
const waiting: (() => void)[] = [];

/**
 * Lets everything else that waits for the event loop run before the caller goes on. Several long pieces of work that
 * yieldToEventLoop take turns, in the order in which they came.
 */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(next);
  });
}

function next(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(next);
}
