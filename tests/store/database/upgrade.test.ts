import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { startServer } from "../../../src/http/server/listen.ts";
import { MIGRATIONS } from "../../../src/store/database/migrations.ts";
import { Store } from "../../../src/store/store.ts";
import { run } from "../../support/run.ts";
import { type Tree, tree } from "../../support/tree.ts";

/**
 * A database that the program of user_version 7 made by scan, import, flag, remove, token, history, settings, serve with a
 * match, a report and two counts of seeders, and backup.
 */
const OLD = gunzipSync(readFileSync(join(import.meta.dir, "../../support/version-7.db.gz")));

/** What has another name since. */
const GONE = new Set(["claims"]);
/** Settings whose former default a migration changes on purpose. */
const CHANGED: Readonly<Record<string, string>> = { auth_cache_seconds: "60" };

type Row = Record<string, unknown>;

function asSetNow(row: Row): Row {
  return { ...row, value: CHANGED[String(row["key"])] ?? row["value"] };
}

/** Rows of every table but those that the search makes itself, as SQLite holds them. */
function dump(path: string): Map<string, Row[]> {
  const database = new Database(path, { readonly: true });
  try {
    const tables = database
      .query<{ name: string }, []>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' AND name <> 'sqlite_sequence'",
      )
      .all();
    return new Map(
      tables.map(({ name }) => [name, database.query<Row, []>(`SELECT * FROM "${name}" ORDER BY 1`).all()]),
    );
  } finally {
    database.close();
  }
}

function old(dir: Tree): string {
  return dir.write("reseeder.db", OLD);
}

test("a database of the version before comes up with every row that it had", () => {
  using dir = tree();
  const path = old(dir);
  const before = dump(path);
  expect([...before.values()].reduce((sum, rows) => sum + rows.length, 0)).toBeGreaterThan(80);
  Store.open(path).close();
  const after = dump(path);
  for (const [table, rows] of before) {
    if (GONE.has(table)) continue;
    const found = after.get(table) ?? [];
    // New columns and new settings come; what was there is there.
    const columns = Object.keys(rows[0] ?? {});
    const kept = found.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])));
    expect([table, kept]).toEqual([table, table === "settings" ? expect.arrayContaining(rows.map(asSetNow)) : rows]);
  }
  const database = new Database(path, { readonly: true });
  expect(database.query("PRAGMA user_version").get()).toEqual({ user_version: MIGRATIONS.length });
  expect(database.query("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  expect(database.query("PRAGMA foreign_key_check").all()).toEqual([]);
  database.close();
});

test("its states, ids, history and people are what they were for whoever asks", async () => {
  using dir = tree();
  old(dir);
  const where = { cwd: dir.root };
  const json = async (...words: string[]) => {
    const { code, out } = await run([...words, "--json"], where);
    expect([words, code]).toEqual([words, 0]);
    return out
      .trim()
      .split("\n")
      .flatMap((line) => JSON.parse(line));
  };
  const torrents = await json("torrents", "list", "--sort", "oldest");
  expect(torrents.map((each: Row) => [each["torrent_id"], each["external_id"], each["name"], each["state"]])).toEqual([
    [1, "101", "Night.Train.S01", "offered"],
    [2, "102", "Harvest.2024.1080p.mkv", "flagged"],
    [3, "103", "hybrid", "removed"],
    [4, "104", "v2 alone", "offered"],
    [5, "105", "gone.mkv", "missing"],
    [6, null, "Pushed.mkv", "offered"],
  ]);
  expect(torrents[0]).toMatchObject({ seeders: 1, leechers: 2, matched: 1, confirmed: 1 });
  expect(await json("torrents", "list", "--search", "night")).toMatchObject([{ torrent_id: 1 }]);
  expect((await json("token", "list")).map(({ name, state }: Row) => [name, state]).sort()).toEqual([
    ["old", "revoked"],
    ["site", "in force"],
  ]);
  expect(await json("history", "list", "12345")).toMatchObject([{ time: "2021-06-07T08:09:10.000Z" }]);
  expect(await json("hand-outs")).toMatchObject([{ user: "12345", torrent_id: 1 }]);
  expect(await json("stats")).toMatchObject([
    {
      torrents: 3,
      flagged: 1,
      missing: 1,
      removed: 1,
      revived: 1,
      stored_torrents: 1,
      rejected: { PIECES_MISSING: 1 },
    },
  ]);
  expect(await json("settings", "get", "backup_keep")).toMatchObject([{ value: 30 }]);
});

test("what it stored is handed out, and nothing of what was taken off offer", async () => {
  using dir = tree();
  const server = startServer({ path: old(dir), host: "127.0.0.1", port: 0, log: () => {} });
  const files = [
    { name: "Pushed.mkv", size: 777_777_777 },
    { name: "Harvest.2024.1080p.mkv", size: 4_294_967_296 },
    { name: "a b.bin", size: 20_000 },
  ];
  const response = await fetch(`${server.url}/match/phase1`, {
    method: "POST",
    headers: { "x-reseeder-user": "12345" },
    body: JSON.stringify({ passkey: "0123456789abcdef0123456789abcdef", files }),
  });
  const { matched_torrents } = (await response.json()) as { matched_torrents: Row[] };
  expect(matched_torrents.map(({ torrent_id, name }) => [torrent_id, name])).toEqual([[6, "Pushed.mkv"]]);
  await server.stop(1_000);
});
