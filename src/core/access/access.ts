import { invalid } from "../json-text.ts";
import { trimEnd } from "../trim-end.ts";
import { isWholeNumber } from "../whole-number.ts";

/** Rights that a token may carry: `match` asks what can be seeded, `manage` changes the index, `metrics` reads numbers. */
export const SCOPES = ["match", "manage", "metrics"] as const;
export type Scope = (typeof SCOPES)[number];

/** What stands for the passkey in an address that an operator sets. */
export const PASSKEY_PLACE = "{passkey}";

/** What is wrong with an `auth_callback_url`, never with the address itself in it, which may hold a password; null when nothing is. */
export function callbackProblem(template: string): string | null {
  if (!template.includes(PASSKEY_PLACE)) return `expected an address with ${PASSKEY_PLACE} in it`;
  const url = URL.parse(callbackAddress(template, "passkey0"));
  if (!url || !/^https?:$/.test(url.protocol)) return "expected a URL that starts with http:// or https://";
  const host = template.replace(/^[a-z]+:\/\//i, "").replace(/[/?#].*$/s, "");
  return host.includes(PASSKEY_PLACE) ? `expected ${PASSKEY_PLACE} after the host name` : null;
}

/** The address that is asked about a passkey. */
export function callbackAddress(template: string, passkey: string): string {
  return template.replaceAll(PASSKEY_PLACE, encodeURIComponent(passkey));
}

/** Longest id of a user, in characters. */
export const MAX_IDENTITY = 256;

/**
 * A user's name as logs may hold it: what a proxy or a tracker says, on one line. What cannot be seen in it is written out
 * (`\u{200b}`) and never dropped: else who calls himself so would be somebody else. Null for none, and beyond 256 characters.
 */
export function readIdentity(value: unknown): string | null {
  const text = isWholeNumber(value) ? String(value) : value;
  if (typeof text !== "string") return null;
  const trimmed = trimEnd(text, " \t\r\n").replace(/^[ \t\r\n]+/, "");
  if (trimmed.length > MAX_IDENTITY) return null;
  const name = trimmed.replace(/\p{C}/gu, (unseen) => `\\u{${unseen.codePointAt(0)?.toString(16)}}`);
  return name === "" || name.length > MAX_IDENTITY ? null : name;
}

/** What a passkey may be made of: nothing that means something in a URL, a log or a bencoded string. */
export const PASSKEY = /^[A-Za-z0-9_-]{8,128}$/;

/** True for what can be a passkey. */
export function isPasskey(text: string): boolean {
  return PASSKEY.test(text);
}

/**
 * The passkey that a request gives; null where it gives none.
 * @param where the field or header it stands in
 * @throws ReseederError `INVALID_REQUEST`, without the value, for what no tracker gives out
 */
export function readPasskey(value: unknown, where: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" && isPasskey(value)) return value;
  throw invalid(`${where}: expected 8 to 128 letters, digits, "-" or "_"`);
}
