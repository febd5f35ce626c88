/** Lets everything else that waits for the event loop run before the caller goes on. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
