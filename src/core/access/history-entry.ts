import { show } from "../json-text.ts";
import { MAX_IDENTITY, readIdentity } from "./access.ts";
import { readDumpedHash, readDumpedTime } from "./dumped-value.ts";

/** A torrent that a user once downloaded. */
export interface HistoryEntry {
  userId: string;
  /** 20 bytes (v1, or a v2 hash cut to them) or 32 (v2). */
  infoHash: Uint8Array;
  /** When, in Unix milliseconds; null where nobody knows. */
  at: number | null;
}

/**
 * Reads an entry as JSON or CSV has it, for nobody knows what a tracker's database prints.
 * @returns the entry, or a sentence that says what is wrong
 */
export function readHistoryEntry(user: unknown, hash: unknown, time: unknown): HistoryEntry | string {
  const userId = readIdentity(user);
  if (userId === null || String(user).length > MAX_IDENTITY || userId.includes("\ufffd")) {
    return `user_id: expected 1 to ${MAX_IDENTITY} characters of UTF-8, got ${show(user)}`;
  }
  const infoHash = readDumpedHash(hash);
  if (infoHash === null) return `info_hash: expected 40 or 64 hexadecimal digits, got ${show(hash)}`;
  const at = readDumpedTime(time);
  if (at === undefined) {
    return `time: expected ISO 8601 or Unix seconds or milliseconds, got ${show(time)}`;
  }
  return { userId, infoHash, at };
}
