import { isWholeNumber } from "../whole-number.ts";
/** What a tracker says of one swarm; null where it says nothing that can be true. */
export interface SwarmCount {
  seeders: number;
  leechers: number | null;
}

/** Beyond it a count is a number that ran below zero (UDPT's leechers, for one). */
export const MAX_COUNT = 2 ** 31 - 1;

/** A count as it may be believed: null without a seeders' number, and no leechers where theirs cannot be true. */
export function plausibleCount(seeders: number, leechers: number): SwarmCount | null {
  if (!isCount(seeders)) return null;
  return { seeders, leechers: isCount(leechers) ? leechers : null };
}

/**
 * One count of two of the same torrent. A hybrid has two swarms, one for each info-hash, and clients that know both
 * announce to both: the larger number counts nobody twice.
 */
export function largerCount(a: SwarmCount, b: SwarmCount): SwarmCount {
  const leechers = a.leechers === null ? b.leechers : Math.max(a.leechers, b.leechers ?? 0);
  return { seeders: Math.max(a.seeders, b.seeders), leechers };
}

/** True for what can be a count. */
export function isCount(value: unknown): value is number {
  return isWholeNumber(value, 0, MAX_COUNT);
}
