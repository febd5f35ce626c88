const TICK_MS = 200;

/** Resolves with null after a fifth of a second: raced with work, it tells when to show how far that is. */
export function tick(): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), TICK_MS));
}
