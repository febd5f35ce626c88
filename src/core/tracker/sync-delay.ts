/** Most time between two rounds that fail, in milliseconds. */
export const MAX_SYNC_DELAY_MS = 600_000;

/**
 * How long to wait for the next round: the interval, give or take a tenth, so that trackers' servers do not meet; after
 * failures twice as long each time, ten minutes at most.
 * @param random from 0 to 1
 * @returns milliseconds
 */
export function syncDelay(intervalMs: number, failures: number, random: number): number {
  const backedOff = failures === 0 ? intervalMs : Math.min(intervalMs * 2 ** Math.min(failures, 16), MAX_SYNC_DELAY_MS);
  return Math.round(Math.max(backedOff, failures === 0 ? 0 : intervalMs) * (0.9 + 0.2 * random));
}
