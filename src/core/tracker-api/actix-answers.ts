import { isObject } from "../json-text.ts";

/** What `GET /stats` of Torrust-Actix tells of its modes. */
export interface ActixStats {
  /** When it was started, in Unix seconds. */
  started: number;
  hasWhitelist: boolean;
  hasBlacklist: boolean;
  hasKeys: boolean;
  /** Entries of the blacklist. */
  blacklist: number;
  users: number;
}

/** Reads `GET /stats`; null for what is none: a mode that is not understood must never pass for off. */
export function readActixStats(value: unknown): ActixStats | null {
  if (!isObject(value)) return null;
  const { started, whitelist_enabled, blacklist_enabled, keys_enabled, blacklist, users } = value;
  if (typeof started !== "number" || typeof blacklist !== "number" || typeof users !== "number") return null;
  if (typeof whitelist_enabled !== "boolean" || typeof blacklist_enabled !== "boolean") return null;
  if (typeof keys_enabled !== "boolean") return null;
  return {
    started,
    hasWhitelist: whitelist_enabled,
    hasBlacklist: blacklist_enabled,
    hasKeys: keys_enabled,
    blacklist,
    users,
  };
}

/**
 * Which of some hashes a white- or blacklist has, by the answer to all of them.
 * @param hashes those that were asked about, 40 lower-case digits each
 * @returns null where one of them was not answered: what was left out must never pass for not blacklisted
 */
export function readActixList(
  value: unknown,
  list: "whitelists" | "blacklists",
  hashes: readonly string[],
): Set<string> | null {
  const answered = isObject(value) && value["status"] === "ok" ? value[list] : null;
  if (!isObject(answered)) return null;
  const found = new Set<string>();
  for (const hash of hashes) {
    const isOn = Object.hasOwn(answered, hash) ? answered[hash] : null;
    if (typeof isOn !== "boolean") return null;
    if (isOn) found.add(hash);
  }
  return found;
}

/**
 * How many hashes `POST /api/whitelists` put on the list, by its answer to all of them.
 * @returns null where one of them was not answered
 */
export function readActixAdded(value: unknown, hashes: readonly string[]): number | null {
  const answered = isObject(value) && value["status"] === "ok" ? value["whitelists"] : null;
  if (!isObject(answered)) return null;
  let added = 0;
  for (const hash of hashes) {
    const each = Object.hasOwn(answered, hash) ? answered[hash] : null;
    const status = isObject(each) ? each["status"] : null;
    if (status !== "ok" && status !== "info_hash updated") return null;
    if (status === "ok") added++;
  }
  return added;
}

/** What Torrust-Actix gives as the reason of a status that is no 200; empty for none. */
export function readActixReason(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    const status = isObject(value) ? value["status"] : null;
    return typeof status === "string" ? status : "";
  } catch {
    return "";
  }
}

/** Until when a key of `GET /api/key/KEY` holds, in Unix milliseconds; null for what is no such answer. */
export function readActixTimeout(value: unknown): number | null {
  const timeout = isObject(value) && value["status"] === "ok" ? value["timeout"] : null;
  return typeof timeout === "number" && Number.isFinite(timeout) ? timeout * 1000 : null;
}
