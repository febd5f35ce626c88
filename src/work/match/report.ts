import { isObject } from "../../core/json-text.ts";
import { isSecretName, redact } from "../../core/redact.ts";
import { readInfoHash } from "../../core/torrent/infohash.ts";
import { isWholeNumber } from "../../core/whole-number.ts";
import type { Report } from "../../store/people/reports.ts";
import { type RetryOptions, writeForGood } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";

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
 * (docs/protocol.md, `POST /match/report`). Any other JSON value is a report too and says nothing of torrents.
 */
export function readFindings(body: unknown): Findings {
  const fields = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const userId = fields["user_id"];
  return {
    userId:
      typeof userId === "string" || isWholeNumber(userId) ? String(userId).slice(0, MAX_USER_ID).toWellFormed() : null,
    confirmed: hashesOf(fields["confirmed"]),
    rejected: hashesOf(fields["rejected"]),
  };
}

/** The field `passkey` of a report, which may be any JSON value. */
export function passkeyIn(body: unknown): unknown {
  return isObject(body) ? body["passkey"] : undefined;
}

/** What may be, or hide, the name of a secret in the text of a report, or an address with one in it. */
const MAY_HOLD_SECRET = /pass|key|auth|token|secret|pwd|cookie|:\\?\/|\\u00[2-7]/i;

/**
 * The text of a report as it may be stored: the database never holds what stands under the name of a secret (`passkey`,
 * `torrent_pass`, `authkey` …), however deep, and addresses in it have theirs masked.
 * @param userId what stands in place of the field `user_id`, where ids are not to be stored
 */
export function storableBody(body: unknown, text: string, userId?: string | null): string {
  const renamed = userId !== undefined && isObject(body) && Object.hasOwn(body, "user_id");
  if (!renamed && !MAY_HOLD_SECRET.test(text)) return text;
  const kept = renamed ? { ...body, user_id: userId } : body;
  return JSON.stringify(kept, (key, value) => {
    if (isSecretName(key)) return undefined;
    return typeof value === "string" && value.includes(":/") ? redact(value) : value;
  });
}

function hashesOf(list: unknown): Uint8Array[] {
  if (!Array.isArray(list)) return [];
  const found = new Map<string, Uint8Array>();
  for (const entry of list.slice(0, MAX_HASHES)) {
    const hex = entry?.info_hash;
    const hash = typeof hex === "string" ? readInfoHash(hex) : null;
    if (hash) found.set(String(hex).toLowerCase(), hash);
  }
  return [...found.values()];
}

/** A user whom access control knows, and what was handed to him but is not written yet. */
export interface Recipient {
  identity: string;
  handedLately: ReadonlySet<number>;
}

/**
 * Stores a report for good; see `writeForGood`. What it confirms goes into the history of a user whom access control
 * knows, as far as it was handed to him: else anybody could claim what he never got.
 * @param recipient null where nobody knows who reports
 * @param wait resolves after so many milliseconds
 * @throws ReseederError `DATABASE_…`
 */
export function storeReport(
  stores: Stores,
  report: Report,
  keepBytes: number,
  recipient: Recipient | null = null,
  retry?: RetryOptions,
): Promise<void> {
  const { at, confirmed } = report;
  return writeForGood(
    stores,
    (store) => {
      store.reports.add(report, keepBytes);
      if (recipient) store.history.addConfirmed(recipient.identity, confirmed, at, recipient.handedLately);
    },
    retry,
  );
}
