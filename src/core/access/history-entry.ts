import { show } from "../json-text.ts";
import { readInfoHash } from "../torrent/infohash.ts";
import { MAX_IDENTITY, readIdentity } from "./access.ts";

/** A torrent that a user once downloaded. */
export interface HistoryEntry {
  userId: string;
  /** 20 bytes (v1, or a v2 hash cut to them) or 32 (v2). */
  infoHash: Uint8Array;
  /** When, in Unix milliseconds; null where nobody knows. */
  at: number | null;
}

/** The end of the year 9999. */
const LAST = 253_402_300_799_999;
/** From here on a number counts milliseconds: as seconds it would lie in the year 5138. */
const MILLISECONDS_FROM = 100_000_000_000;

/**
 * Reads an entry as JSON or CSV has it, for nobody knows what a tracker's database prints.
 * @returns the entry, or a sentence that says what is wrong
 */
export function readHistoryEntry(user: unknown, hash: unknown, time: unknown): HistoryEntry | string {
  const userId = readIdentity(user);
  if (userId === null || String(user).length > MAX_IDENTITY || userId.includes("\ufffd")) {
    return `user_id: expected 1 to ${MAX_IDENTITY} characters of UTF-8, got ${show(user)}`;
  }
  const infoHash = readHash(hash);
  if (infoHash === null) return `info_hash: expected 40 or 64 hexadecimal digits, got ${show(hash)}`;
  const at = readTime(time);
  if (at === undefined) {
    return `time: expected ISO 8601 or Unix seconds or milliseconds, got ${show(time)}`;
  }
  return { userId, infoHash, at };
}

/** Hexadecimal digits of either case, with the `\x` of PostgreSQL or `0x` of others before them. */
function readHash(value: unknown): Uint8Array | null {
  if (typeof value !== "string") return null;
  return readInfoHash(value.trim().replace(/^[\\0]x/, ""));
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** Unix milliseconds; null for none (as databases print it), undefined for what is no time. */
function readTime(value: unknown): number | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return bounded(value < MILLISECONDS_FROM ? value * 1000 : value);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (text === "" || text === "NULL" || text === "\\N" || text.startsWith("0000-00-00")) return null;
  if (/^\d{1,15}(\.\d+)?$/.test(text)) return readTime(Number(text));
  const [found, day, minutes = "00:00", seconds = ":00", zone = "Z"] = ISO.exec(text) ?? [];
  if (found === undefined) return undefined;
  const offset = zone === "Z" ? zone : `${zone.slice(0, 3)}:${zone.slice(3).replace(":", "") || "00"}`;
  const at = Date.parse(`${day}T${minutes}${seconds}${offset}`);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Engines take 30 February for 1 March.
  const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(String(day));
  return isDay ? bounded(at) : undefined;
}

function bounded(at: number): number | undefined {
  return at >= 0 && at <= LAST ? Math.round(at) : undefined;
}
