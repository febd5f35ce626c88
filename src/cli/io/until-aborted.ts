/** What is piped in until a signal comes: whoever waits for input must not wait for ever. */
export async function* untilAborted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  const aborted = Promise.withResolvers<IteratorResult<T>>();
  const stop = () => aborted.resolve({ done: true, value: undefined });
  signal.addEventListener("abort", stop);
  try {
    while (!signal.aborted) {
      const { done, value } = await Promise.race([iterator.next(), aborted.promise]);
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
