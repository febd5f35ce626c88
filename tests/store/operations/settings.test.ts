import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { SETTING_KEYS, SETTINGS } from "../../../src/core/settings/settings.ts";
import { Store } from "../../../src/store/store.ts";
import { memoryStore } from "../../support/indexed.ts";
import { tree } from "../../support/tree.ts";

test("every setting has a row from the start, to be edited with one UPDATE", () => {
  using dir = tree();
  const store = Store.open(dir.path("x.db"), { create: true });
  const sql = new Database(dir.path("x.db"));
  const rows = sql.query<{ key: string; value: string }, []>("SELECT key, value FROM settings").all();
  expect(new Map(rows.map(({ key, value }) => [key, value]))).toEqual(
    new Map(SETTING_KEYS.map((key): [string, string] => [key, String(SETTINGS[key].default)])),
  );
  // An integer in SQL, as an operator would write it; seen on the next read of a store that was open before.
  expect(sql.run("UPDATE settings SET value = 3 WHERE key = 'max_files_per_request'").changes).toBe(1);
  expect(store.settings.read()).toMatchObject({ settings: { max_files_per_request: 3 }, problems: [] });
  sql.run("UPDATE settings SET value = 'nonsense' WHERE key = 'max_files_per_request'");
  const { settings, problems } = store.settings.read();
  expect(settings.max_files_per_request).toBe(10_000);
  expect(problems).toEqual([
    'max_files_per_request: expected a whole number from 1 to 1000000, got "nonsense"; using the default 10000',
  ]);
  sql.close();
  store.close();
});

test("a row that is missing gets its default when the database is opened, the others stay", () => {
  using dir = tree();
  const open = () => Store.open(dir.path("x.db"), { create: true });
  let store = open();
  store.write(() => store.settings.write("backup_keep", 30));
  store.close();
  const sql = new Database(dir.path("x.db"));
  sql.run("DELETE FROM settings WHERE key = 'min_file_size'");
  // As a program of before kept no list of the keys.
  sql.run("DELETE FROM setting_keys WHERE key = 'backup_keep'");
  sql.run("INSERT INTO settings VALUES ('of_a_later_version', 'x')");
  store = open();
  expect(store.settings.missing()).toBe(false);
  expect(store.settings.read().settings).toMatchObject({ backup_keep: 30, min_file_size: 104_857_600 });
  expect(sql.query("SELECT value FROM settings WHERE key = 'of_a_later_version'").get()).toEqual({ value: "x" });
  sql.close();
  store.close();
});

test("what is written is read", () => {
  using store = memoryStore();
  store.write(() => {
    store.settings.write("backup_dir", "/mnt/日本");
    store.settings.write("min_file_size", 0);
    store.settings.write("min_file_size", 1);
  });
  expect(store.settings.read()).toMatchObject({
    settings: { backup_dir: "/mnt/日本", min_file_size: 1 },
    problems: [],
  });
});

test("a lost row of a setting that keeps a door shut means what is safest, also after the next start", () => {
  using dir = tree();
  const path = dir.path("x.db");
  Store.open(path, { create: true }).close();
  const sql = new Database(path);
  const safest = {
    ...{ auth: "token", trusted_proxies: "", allowed_hosts: "localhost", announce_urls: "?", anonymize_users: 1 },
    external_id_pattern: "",
  };
  for (const key of [...Object.keys(safest), "backup_keep"]) sql.run("DELETE FROM settings WHERE key = ?", [key]);
  for (let start = 0; start < 2; start++) {
    const store = Store.open(path);
    const { settings, problems } = store.settings.read();
    expect(settings).toMatchObject({ ...safest, backup_keep: 7 });
    expect(problems).toHaveLength(Object.keys(safest).length + 1);
    expect(problems).toContain("auth: its row is gone; using token");
    store.close();
  }
  // What an operator says holds again; a setting of a newer version gets its default.
  sql.run("INSERT INTO settings VALUES ('auth', 'none')");
  sql.run("DELETE FROM settings WHERE key = 'anonymize_users'");
  sql.run("DELETE FROM setting_keys WHERE key = 'anonymize_users'");
  sql.close();
  const store = Store.open(path);
  expect(store.settings.read().settings).toMatchObject({ auth: "none", anonymize_users: 0 });
  store.close();
});
