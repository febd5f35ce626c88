import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { resolveSettings, SETTING_KEYS, SETTINGS } from "../../../src/core/settings/settings.ts";
import { Store } from "../../../src/store/store.ts";
import { run } from "../../support/run.ts";
import { type Tree, tree } from "../../support/tree.ts";

let dir: Tree;

beforeEach(() => {
  dir = tree();
  Store.open(dir.path("reseeder.db"), { create: true }).close();
});

afterEach(() => dir[Symbol.dispose]());

const settings = (...args: string[]) => run(["settings", ...args], { cwd: dir.root });

function stored(): Map<string, string> {
  const store = Store.open(dir.path("reseeder.db"));
  const rows = store.settings.stored();
  store.close();
  return rows;
}

test("a negative number is a value, not a flag", async () => {
  expect((await settings("set", "offer_max_seeders", "-1")).code).toBe(0);
  expect(stored().get("offer_max_seeders")).toBe("-1");
  expect((await settings("set", "backup_keep", "-3")).err).toContain('from 1 to 10000, got "-3"');
});

describe("list", () => {
  test("says of a row that somebody deleted what holds without it", async () => {
    await settings("set", "auth", "header");
    const database = new Database(dir.path("reseeder.db"));
    database.run("DELETE FROM settings WHERE key IN ('auth', 'backup_keep')");
    database.close();
    const text = (await settings("list")).out;
    expect(text).toMatch(/^auth = token {2}.*\n.*\n {4}Invalid: auth: its row is gone; "token" holds$/m);
    expect(text).toMatch(/^backup_keep = 7 {2}.*\n.*\n {4}Invalid: backup_keep: its row is gone; the default holds$/m);
  });

  test("has every setting with value, default, source and doc", async () => {
    await settings("set", "backup_keep", "30");
    const { code, out } = await settings("list", "--json");
    const rows = JSON.parse(out);
    expect(code).toBe(0);
    expect(rows.map((row: { key: string }) => row.key)).toEqual(SETTING_KEYS);
    expect(rows.find((row: { key: string }) => row.key === "backup_keep")).toEqual({
      key: "backup_keep",
      value: 30,
      default: 7,
      source: "database",
      type: "integer",
      min: 1,
      max: 10_000,
      unit: null,
      doc: SETTINGS.backup_keep.doc,
      problem: null,
    });
    expect(rows.find((row: { key: string }) => row.key === "backup_dir")).toMatchObject({
      value: "backups",
      source: "default",
      max_length: 4096,
    });
    const text = (await settings("list")).out;
    expect(text).toContain(`backup_keep = 30  (database; default 7)\n    ${SETTINGS.backup_keep.doc} [1 to 10000]\n`);
    expect(text).toContain("min_file_size = 100 MiB  (default)\n");
  });

  test("shows what holds where a row makes no sense, and says so", async () => {
    const store = Store.open(dir.path("reseeder.db"));
    store.write(() => store.settings.write("backup_keep", "lots"));
    store.close();
    expect((await settings("list")).out).toContain(
      'Invalid: backup_keep: expected a whole number from 1 to 10000, got "lots"',
    );
    const got = await settings("get", "backup_keep");
    expect([got.out, got.code]).toEqual(["7\n", 0]);
    expect(got.err).toContain("lots");
  });
});

describe("set and reset", () => {
  test("change the row that serve reads", async () => {
    expect((await settings("set", "backup_interval_hours", "12")).out).toBe(
      "backup_interval_hours is 12 h; applies from the next backup\n",
    );
    expect(resolveSettings(stored()).settings.backup_interval_hours).toBe(12);
    expect((await settings("get", "backup_interval_hours")).out).toBe("12\n");
    await settings("set", "backup_interval_hours", "2d");
    expect(stored().get("backup_interval_hours")).toBe("48");
    expect((await settings("list")).out).toContain("backup_interval_hours = 48 h  (database; default 6 h)\n");
    expect((await settings("set", "web_page", "false")).out).toBe("web_page is false; applies from the next request\n");
    expect(stored().get("web_page")).toBe("0");
    expect((await settings("set", "store_torrents", "true")).out).toBe(
      "store_torrents is true; applies from the next scan\n",
    );
    expect((await settings("reset", "backup_interval_hours")).code).toBe(0);
    expect(resolveSettings(stored()).settings.backup_interval_hours).toBe(6);
    expect(JSON.parse((await settings("set", "trusted_proxies", "10.0.0.0/8", "--json")).out)).toMatchObject({
      value: "10.0.0.0/8",
      source: "database",
    });
  });

  test.each([
    ["backup_keep", "0", "from 1 to 10000"],
    ["backup_keep", "7.5", "7.5"],
    ["backup_interval_hours", "12x", 'whole hours such as 6 h, from 0 to 365 d, got "12x"'],
    ["web_page", "maybe", "expected true or false"],
    ["backup_keep", "", "from 1 to 10000"],
    ["backup_dir", " ", "1 to 4096 characters"],
    ["trusted_proxies", "127.0.0.1, nonsense", "nonsense"],
    ["external_id_pattern", "[", "expected a regular expression"],
    ["external_id_pattern", "(?=a)(b)", "expected a regular expression"],
  ])("%s %p is rejected and nothing is changed", async (key, value, says) => {
    const before = stored();
    const { code, err } = await settings("set", key, value);
    expect([code, err.includes(says)]).toEqual([2, true]);
    expect(stored()).toEqual(before);
  });

  test.each([["get"], ["reset"], ["set"]])("%s of an unknown one names the nearest", async (verb) => {
    const { code, err } = await settings(verb, "backup_kep", ...(verb === "set" ? ["1"] : []));
    expect([code, err]).toEqual([
      2,
      'reseeder: Unknown setting "backup_kep"; did you mean backup_keep?\nTry: See `reseeder settings list`.\n',
    ]);
  });

  test("the first setting makes the database, a wrong one does not, and a reset needs one", async () => {
    dir.remove("reseeder.db");
    expect((await settings("set", "backup_keep", "0")).code).toBe(2);
    expect((await settings("reset", "backup_keep")).code).toBe(10);
    expect(existsSync(dir.path("reseeder.db"))).toBe(false);
    const { code, err } = await settings("set", "backup_keep", "3");
    expect([code, err]).toEqual([0, `Created the database ${dir.path("reseeder.db")}\n`]);
    expect((await settings("set", "backup_keep", "4")).err).toBe("");
    expect(stored().get("backup_keep")).toBe("4");
  });
});
