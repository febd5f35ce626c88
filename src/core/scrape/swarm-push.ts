import { arrayIn, BODY_DEPTH, invalid, type JsonLimits, objectOf, show } from "../json-text.ts";
import { readInfoHash } from "../torrent/infohash.ts";
import { isCount, MAX_COUNT } from "./swarm-count.ts";

/** What somebody who knows says of one swarm. */
export interface PushedSwarm {
  /** 20 or 32 bytes. */
  infoHash: Uint8Array;
  seeders: number;
  leechers: number | null;
  /** When it was counted, in Unix milliseconds; never in the future. */
  at: number;
}

/** Torrents of one push. */
export const MAX_PUSHED = 10_000;
export const PUSH_SHAPE: JsonLimits = { depth: BODY_DEPTH, values: 6 * MAX_PUSHED };
/** Each takes up to 160 bytes. */
export const MAX_PUSH_BYTES = 2 * 1024 * 1024;

/**
 * Checks the parsed body `{"torrents":[{"info_hash","seeders","leechers"?,"seen_at"?}]}` of a push of counts; unknown
 * fields are ignored, `null` counts as absent.
 * @param now what stands for an absent `seen_at`, and for one in the future
 * @throws ReseederError `INVALID_REQUEST` that names the field and the value
 */
export function readSwarmPush(body: unknown, now: number): PushedSwarm[] {
  return arrayIn(body, "torrents", MAX_PUSHED).map((entry, i) => {
    const where = `torrents[${i}]`;
    const { info_hash, seeders, leechers, seen_at } = objectOf(entry, where);
    return {
      infoHash: readHash(info_hash, `${where}.info_hash`),
      seeders: readCount(seeders, `${where}.seeders`),
      leechers: leechers === undefined || leechers === null ? null : readCount(leechers, `${where}.leechers`),
      at: seen_at === undefined || seen_at === null ? now : Math.min(now, readTime(seen_at, `${where}.seen_at`)),
    };
  });
}

function readHash(value: unknown, where: string): Uint8Array {
  const hash = typeof value === "string" ? readInfoHash(value) : null;
  if (hash) return hash;
  throw invalid(`${where}: expected 40 or 64 hexadecimal digits, got ${show(value)}`);
}

function readCount(value: unknown, where: string): number {
  if (isCount(value)) return value;
  throw invalid(`${where}: expected a whole number from 0 to ${MAX_COUNT}, got ${show(value)}`);
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

function readTime(value: unknown, where: string): number {
  const at = typeof value === "string" && TIME.test(value) ? Date.parse(value) : Number.NaN;
  if (at >= 0) return at;
  throw invalid(`${where}: expected a time such as 2026-11-20T12:00:00Z, got ${show(value)}`);
}
