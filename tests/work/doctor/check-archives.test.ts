import { expect, test } from "bun:test";
import type { Store } from "../../../src/store/store.ts";
import { checkArchives } from "../../../src/work/doctor/check-archives.ts";
import { addToHistory } from "../../../src/work/users/history-import.ts";
import { memoryStore } from "../../support/indexed.ts";

const NOW = 1_700_000_000_000;

function imported(store: Store, ...users: string[]): void {
  store.write(() =>
    addToHistory(
      store,
      users.map((userId) => ({ userId, infoHash: new Uint8Array(20), at: null })),
    ),
  );
}

function token(
  store: Store,
  name: string,
  scopes: ("match" | "manage")[] = ["match"],
  expiresAt: number | null = null,
) {
  const hash = new Bun.CryptoHasher("sha256").update(name).digest();
  store.write(() => store.tokens.add({ name, hash, scopes, createdAt: 1, expiresAt }));
}

const said = (store: Store) => [...checkArchives(store, NOW)].map(({ severity, what }) => `${severity} ${what}`);
const set = (store: Store, key: "auth" | "tracker" | "anonymize_users", value: string | number) =>
  store.write(() => store.settings.write(key, value));

test("without imports there is nothing to say", () => {
  using store = memoryStore();
  store.write(() => store.history.add([{ userId: "a", infoHash: new Uint8Array(20), at: null }], "report"));
  expect(said(store)).toEqual([]);
});

test("auth none knows nobody; a site that may fetch archives can still", () => {
  using store = memoryStore();
  imported(store, "1", "2");
  const what = "auth is none: users are not identified, so the 2 users with an imported history cannot get archives";
  expect(said(store)).toEqual([`warning ${what}`]);
  token(store, "site", ["manage"], NOW);
  token(store, "user", ["match"]);
  expect(said(store)).toEqual([`warning ${what}`]);
  token(store, "site2", ["manage"]);
  expect(said(store)).toEqual([`info ${what}`]);
});

test("auth token knows those whose name a token has", () => {
  using store = memoryStore();
  set(store, "auth", "token");
  imported(store, "alice", "bob");
  token(store, "carol");
  const what = (n: number) =>
    `auth is token, but only ${n} of the 2 users with an imported history have a token with their name`;
  expect(said(store)).toEqual([`warning ${what(0)}`]);
  token(store, "alice");
  expect(said(store)).toEqual([`info ${what(1)}`]);
  token(store, "bob");
  expect(said(store)).toEqual([]);
});

test("names are compared as they are stored", () => {
  using store = memoryStore();
  set(store, "auth", "token");
  set(store, "anonymize_users", 1);
  imported(store, "alice");
  token(store, "alice");
  expect(said(store)).toEqual([]);
});

test.each(["header", "callback"])("auth %s names whom it likes", (auth) => {
  using store = memoryStore();
  set(store, "auth", auth);
  imported(store, "1");
  expect(said(store)).toEqual([]);
});

test("a tracker's database says the history itself", () => {
  using store = memoryStore();
  set(store, "auth", "tracker");
  set(store, "tracker", "unit3d");
  imported(store, "1");
  expect(said(store)).toEqual([
    "info Archives come from the tracker's database (tracker is unit3d), not from imported histories",
  ]);
});
