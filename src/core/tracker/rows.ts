import { readIdentity } from "../access/access.ts";
import { isExternalId } from "../content/external-id.ts";
import { isCount } from "../scrape/swarm-count.ts";
import { readInfoHash } from "../torrent/infohash.ts";

/** A row as a driver gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** What stands for a row's place among the pages. */
export type Key = number | string;

/** A torrent that may be offered, as the tracker's database says. */
export interface OfferedRow {
  key: Key;
  /** 20 or 32 bytes. */
  infoHash: Uint8Array;
  /** A whole number stays one. */
  externalId: string | number | null;
  seeders: number | null;
  leechers: number | null;
  /** When it was uploaded, in Unix milliseconds. */
  addedAt: number | null;
}

/** A .torrent that lies in the tracker's database. */
export interface FileRow {
  key: Key;
  externalId: string | null;
  torrent: Uint8Array;
}

/** The columns that each statement has to answer with; others are ignored. */
export const COLUMNS = {
  offered: ["key", "info_hash", "external_id", "seeders", "leechers", "added"],
  user: ["user_id", "passkey"],
  history: ["user_id", "info_hash", "time"],
  files: ["key", "external_id", "torrent"],
} as const;

/** Reads a row of `offered`; null for one whose info-hash is none. */
export function readOffered(row: Row): OfferedRow | null {
  const infoHash = readHash(row["info_hash"]);
  const key = readKey(row["key"]);
  if (infoHash === null || key === null) return null;
  return {
    key,
    infoHash,
    externalId: isWholeNumber(row["external_id"]) ? row["external_id"] : readExternalId(row["external_id"]),
    seeders: readCount(row["seeders"]),
    leechers: readCount(row["leechers"]),
    addedAt: readSeconds(row["added"]),
  };
}

/**
 * Whose passkey it is, by the rows of `user`: one whose own passkey is the same byte for byte, since databases compare
 * without case and without blanks at the end.
 * @returns null for nobody
 */
export function readUser(rows: readonly Row[], passkey: string): string | null {
  const row = rows.find((row) => textOf(row["passkey"]) === passkey);
  return row ? readIdentity(textOf(row["user_id"])) : null;
}

/** A row of `history` of this user; null for what is of anybody else (databases take `42x` for 42) or no info-hash. */
export function readHistory(row: Row, userId: string): { infoHash: Uint8Array; at: number | null } | null {
  const infoHash = textOf(row["user_id"]) === userId ? readHash(row["info_hash"]) : null;
  return infoHash && { infoHash, at: readSeconds(row["time"]) };
}

/** Reads a row of `files`; null where no bytes are. */
export function readFile(row: Row): FileRow | null {
  const key = readKey(row["key"]);
  const torrent = row["torrent"];
  if (key === null || !(torrent instanceof Uint8Array)) return null;
  return { key, externalId: readExternalId(row["external_id"]), torrent };
}

/** The place of a row; null for what is none. */
export function readKey(value: unknown): Key | null {
  if (typeof value === "bigint") return value.toString();
  return isWholeNumber(value) || typeof value === "string" ? value : null;
}

function isWholeNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}

/** Bytes, or hexadecimal digits, of 20 or 32 bytes. */
function readHash(value: unknown): Uint8Array | null {
  if (typeof value === "string") return readInfoHash(value.trim());
  return value instanceof Uint8Array && (value.length === 20 || value.length === 32) ? value : null;
}

function readExternalId(value: unknown): string | null {
  const text = textOf(value);
  return text !== null && isExternalId(text) ? text : null;
}

/** Whole numbers come as strings from some servers; less than none and other nonsense is unknown. */
function readCount(value: unknown): number | null {
  const count = numberOf(value);
  return isCount(count) ? count : null;
}

/** Unix seconds; zero is no date. */
function readSeconds(value: unknown): number | null {
  const seconds = numberOf(value);
  return seconds > 0 && seconds < 1e11 ? Math.round(seconds * 1000) : null;
}

function numberOf(value: unknown): number {
  if (typeof value === "string") return /^-?\d{1,16}(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : Number.NaN;
}

function textOf(value: unknown): string | null {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1");
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint" ? String(value) : null;
}
