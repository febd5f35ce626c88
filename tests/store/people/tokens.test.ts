import { expect, test } from "bun:test";
import type { Scope } from "../../../src/core/access/access.ts";
import { memoryStore } from "../../support/indexed.ts";

const HASH = new Uint8Array(32).fill(1);
const OTHER = new Uint8Array(32).fill(2);
const given = (name: string, hash: Uint8Array, expiresAt: number | null = null) => ({
  ...{ name, hash, expiresAt, createdAt: 5 },
  scopes: ["match", "manage"] as Scope[],
});

test("a token is found by its hash alone, with all that was said of it", () => {
  using store = memoryStore();
  expect(store.write(() => store.tokens.add(given("site", HASH, 9)))).toBe(true);
  expect(store.tokens.find(OTHER)).toBeNull();
  expect(store.tokens.find(HASH)).toEqual({
    ...given("site", HASH, 9),
    ...{ id: 1, hash: expect.anything(), revokedAt: null, lastUsedAt: null },
  });
});

test("a name is in force once; revoked it is free, and its row stays", () => {
  using store = memoryStore();
  const add = (hash: Uint8Array) => store.write(() => store.tokens.add(given("site", hash)));
  expect([add(HASH), add(OTHER)]).toEqual([true, false]);
  const revoke = (at: number) => store.write(() => store.tokens.revoke("site", at));
  expect([revoke(7), revoke(8), add(OTHER)]).toEqual([true, false, true]);
  expect(store.tokens.all().map(({ id, revokedAt }) => [id, revokedAt])).toEqual([
    [1, 7],
    [expect.any(Number), null],
  ]);
});

test("the last use only moves forward", () => {
  using store = memoryStore();
  store.write(() => store.tokens.add(given("site", HASH)));
  for (const at of [100, 90]) store.write(() => store.tokens.used(new Map([[1, at]])));
  expect(store.tokens.find(HASH)?.lastUsedAt).toBe(100);
});
