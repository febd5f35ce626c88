import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import {
  bearerToken,
  hashToken,
  readLifetime,
  readScopes,
  readTokenName,
  sameHash,
  tokenOf,
} from "../../../src/core/access/token.ts";

const TOKEN = tokenOf(new Uint8Array(32).fill(7));

test("a token holds all of its random bytes, and is stored as their SHA-256", () => {
  expect(Buffer.from(TOKEN.replace(/^reseeder_/, ""), "base64url")).toEqual(Buffer.alloc(32, 7));
  expect(Buffer.from(hashToken(TOKEN))).toEqual(createHash("sha256").update(TOKEN).digest());
  expect(() => tokenOf(new Uint8Array(31))).toThrow(RangeError);
});

test("the Authorization header of RFC 6750", () => {
  expect([bearerToken(`Bearer ${TOKEN}`), bearerToken(`bearer  ${TOKEN} `)]).toEqual([TOKEN, TOKEN]);
  for (const header of [null, "", "Bearer", TOKEN, `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, `Bearer ${TOKEN} ${TOKEN}`]) {
    expect(bearerToken(header)).toBeNull();
  }
});

test("hashes are the same or not, whatever their lengths", () => {
  const hash = hashToken(TOKEN);
  expect([sameHash(hash, hashToken(TOKEN)), sameHash(hash, hashToken("x")), sameHash(hash, hash.subarray(1))]).toEqual([
    true,
    false,
    false,
  ]);
  for (const at of [0, 15, 16, 31]) expect([at, sameHash(hash, hash.with(at, ~(hash[at] ?? 0)))]).toEqual([at, false]);
});

test("scopes, names and lifetimes are read strictly", () => {
  expect(readScopes(" manage, match")).toEqual(["match", "manage"]);
  for (const text of ["", "match,", "admin", "match manage"])
    expect(() => readScopes(text)).toThrow("--scope: expected");
  expect(readTokenName("site-2.a_b")).toBe("site-2.a_b");
  for (const text of ["", "-x", "a b", "a\nb", "x".repeat(65)]) {
    expect(() => readTokenName(text)).toThrow("NAME: expected");
  }
  expect(["12h", "90d", "2w"].map(readLifetime)).toEqual([43_200_000, 7_776_000_000, 1_209_600_000]);
  for (const text of ["", "0d", "90", "d", "-1d", "99999w"]) {
    expect(() => readLifetime(text)).toThrow("--expires: expected");
  }
});
