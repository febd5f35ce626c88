import { readInfoHash } from "../torrent/infohash.ts";

/** The end of the year 9999. */
const LAST = 253_402_300_799_999;
/** From here on a number counts milliseconds: as seconds it would lie in the year 5138. */
const MILLISECONDS_FROM = 100_000_000_000;

/** An info-hash as databases print it: hexadecimal digits of either case, with the `\x` of PostgreSQL or `0x` of others before them. */
export function readDumpedHash(value: unknown): Uint8Array | null {
  if (typeof value !== "string") return null;
  return readInfoHash(value.trim().replace(/^[\\0]x/, ""));
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** True for what databases print where there is no time. */
export function isNoTime(text: string): boolean {
  return text === "NULL" || text === "\\N" || text.startsWith("0000-00-00");
}

/**
 * A time as databases print it: ISO 8601, or Unix seconds or milliseconds.
 * @returns Unix milliseconds; null for none, undefined for what is no time
 */
export function readDumpedTime(value: unknown): number | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return bounded(value < MILLISECONDS_FROM ? value * 1000 : value);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (text === "" || isNoTime(text)) return null;
  if (/^\d{1,15}(\.\d+)?$/.test(text)) return readDumpedTime(Number(text));
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
