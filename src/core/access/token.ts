import { timingSafeEqual } from "node:crypto";
import { ReseederError } from "../errors.ts";
import { show } from "../json-text.ts";
import { readDuration } from "../quantity.ts";
import { SCOPES, type Scope } from "./access.ts";

/** So that a token is known as one wherever it is found. */
const PREFIX = "reseeder_";
const SECRET_BYTES = 32;
const FORM = /^reseeder_[A-Za-z0-9_-]{43}$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A token made of 32 random bytes. */
export function tokenOf(random: Uint8Array): string {
  if (random.length !== SECRET_BYTES) throw new RangeError(`expected ${SECRET_BYTES} bytes, got ${random.length}`);
  return `${PREFIX}${Buffer.from(random).toString("base64url")}`;
}

/** SHA-256 of a token, which is all that is stored; its 256 random bits need no salt. */
export function hashToken(token: string): Uint8Array {
  return new Bun.CryptoHasher("sha256").update(token).digest();
}

/** The token of an `Authorization` header (RFC 6750); null where there is none of our form. */
export function bearerToken(header: string | null): string | null {
  const token = bearerText(header);
  return token !== null && FORM.test(token) ? token : null;
}

/** Whatever an `Authorization` header bears; null for none, and for another scheme. */
export function bearerText(header: string | null): string | null {
  return /^bearer +(\S+) *$/i.exec(header ?? "")?.[1] ?? null;
}

/** Compares two hashes in a time that does not tell where they differ. */
export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** @throws ReseederError USAGE for what is no name of a token */
export function readTokenName(text: string): string {
  if (NAME.test(text)) return text;
  throw new ReseederError("USAGE", `NAME: expected up to 64 letters, digits, ".", "_" or "-", got ${show(text)}`);
}

/**
 * Reads `match,manage`.
 * @throws ReseederError USAGE for no scope or one that nobody knows
 */
export function readScopes(text: string): Scope[] {
  const given = text.split(",").map((scope) => scope.trim());
  const unknown = given.find((scope) => !SCOPES.includes(scope as Scope));
  if (unknown === undefined) return SCOPES.filter((scope) => given.includes(scope));
  throw new ReseederError("USAGE", `--scope: expected some of ${SCOPES.join(",")}, got ${show(unknown)}`);
}

/**
 * Reads `12h`, `90d` or `52w`.
 * @returns milliseconds
 * @throws ReseederError USAGE for anything else, and for more than ten years
 */
export function readLifetime(text: string): number {
  const ms = readDuration(text) ?? 0;
  if (ms > 0 && ms <= 3660 * 86_400_000) return ms;
  throw new ReseederError("USAGE", `--expires: expected a time such as 12h, 90d or 52w, got ${show(text)}`);
}
