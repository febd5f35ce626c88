import { hexToBytes } from "../core/hex.ts";
import { isBusy } from "../store/database.ts";
import type { Report } from "../store/reports.ts";
import type { Stores } from "./stores.ts";

/** What a report says of torrents; info-hashes as raw bytes, 20 or 32 of them, each once. */
export interface Findings {
  userId: string | null;
  confirmed: Uint8Array[];
  rejected: Uint8Array[];
}

const MAX_USER_ID = 256;
/** Info-hashes of one report that feed the statistics: an answer's torrents many times over. */
const MAX_HASHES = 10_000;

/**
 * Takes from a report what has the documented form `{"user_id", "confirmed":[{"info_hash"}], "rejected":[{"info_hash"}]}`
 * (match protocol, `POST /match/report`). Any other JSON value is a report too and says nothing of torrents.
 */
export function readFindings(body: unknown): Findings {
  const fields = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const userId = fields["user_id"];
  return {
    userId:
      typeof userId === "string" || Number.isSafeInteger(userId)
        ? String(userId).slice(0, MAX_USER_ID).toWellFormed()
        : null,
    confirmed: hashesOf(fields["confirmed"]),
    rejected: hashesOf(fields["rejected"]),
  };
}

/** The field `passkey` of a report, which may be any JSON value. */
export function passkeyIn(body: unknown): unknown {
  return isObject(body) ? body["passkey"] : undefined;
}

/** The text of a report as it may be stored: the database never holds a passkey. */
export function withoutPasskey(body: unknown, text: string): string {
  if (!isObject(body) || !Object.hasOwn(body, "passkey")) return text;
  const { passkey: _, ...rest } = body;
  return JSON.stringify(rest);
}

function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === "object" && body !== null && !Array.isArray(body);
}

function hashesOf(list: unknown): Uint8Array[] {
  if (!Array.isArray(list)) return [];
  const found = new Map<string, Uint8Array>();
  for (const entry of list.slice(0, MAX_HASHES)) {
    const hex = entry?.info_hash;
    const hash = typeof hex === "string" ? (hexToBytes(hex, 20) ?? hexToBytes(hex, 32)) : null;
    if (hash) found.set(String(hex).toLowerCase(), hash);
  }
  return [...found.values()];
}

/** How long a report waits for a locked database before its sender is told to come again. */
const PATIENCE_MS = 10_000;
const MAX_WAIT_MS = 500;

/**
 * Stores a report for good. A locked database is tried again between other requests, for ten seconds.
 * @param wait resolves after so many milliseconds
 * @throws ReseederError `DATABASE_LOCKED` after that time, `DATABASE_…` at once for what waiting does not cure
 */
export async function storeReport(
  stores: Stores,
  report: Report,
  keepBytes: number,
  wait: (ms: number) => Promise<unknown> = Bun.sleep,
): Promise<void> {
  let waited = 0;
  for (let pause = 20; ; pause = Math.min(MAX_WAIT_MS, pause * 2)) {
    try {
      return stores.use((store) => store.write(() => store.reports.add(report, keepBytes)));
    } catch (error) {
      if (!isBusy(error) || waited >= PATIENCE_MS) throw error;
    }
    await wait(pause);
    waited += pause;
  }
}
