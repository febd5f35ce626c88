import { describe, expect, test } from "bun:test";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { HISTORY_START } from "../../../src/store/people/history.ts";
import { Store } from "../../../src/store/store.ts";
import { storedUserId } from "../../../src/work/users/user-name.ts";
import { addTorrent } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, run } from "../../support/run.ts";
import { type Tree, tree } from "../../support/tree.ts";

const TORRENT = plainTorrent("Night.Train", 5);
const HASH = Buffer.from(parseMetainfo(TORRENT).infoHashV1 ?? []).toString("hex");
const OTHER = "00".repeat(20);

function database(dir: Tree): void {
  const store = Store.open(dir.path("reseeder.db"), { create: true });
  addTorrent(store, TORRENT);
  store.close();
}

function* chunksOf(text: string, size: number): Generator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

const CSV = [
  "\ufeffUser_ID, info_hash ,time",
  `12345,${HASH.toUpperCase()},2021-06-07T08:09:10Z`,
  `"a ""b"", c","${OTHER}",`,
  "",
  `12345,${OTHER}`,
  `12345,${OTHER.slice(1)},5`,
  `one field`,
  `12345,${OTHER},yesterday`,
  `12345,${HASH},1623053351,x`,
  `"12345,${HASH}`,
  `12345,${HASH},1623053351`,
  `${"x".repeat(3000)},${HASH}`,
].join("\r\n");

test("import says what is wrong with which line, and puts the others in", async () => {
  using dir = tree();
  database(dir);
  dir.write("h.csv", CSV);
  const { code, out, err } = await run(["history", "import", "h.csv"], { cwd: dir.root });
  expect(err.split("\n")).toEqual([
    'line 6: info_hash: expected 40 or 64 hexadecimal digits, got "000000000000000000000000000000000000000"',
    "line 7: expected user_id,info_hash or user_id,info_hash,time, got 1 fields",
    'line 8: time: expected ISO 8601 or Unix seconds or milliseconds, got "yesterday"',
    "line 9: expected user_id,info_hash or user_id,info_hash,time, got 4 fields",
    "line 10: unexpected quote (a quoted field may not contain a line break)",
    "line 12: expected at most 2000 characters",
    "",
  ]);
  expect(out).toBe("3 added, 1 already known, 6 lines rejected\nKept for torrents that are not in the index yet: 2\n");
  expect(code).toBe(3);
  const listed = await run(["history", "list", "12345"], { cwd: dir.root });
  expect(listed.out.split("\n").sort()).toEqual(
    [
      "",
      `${"HASH".padEnd(40)}  TIME (UTC)           SOURCE`,
      `${OTHER}  unknown              import`,
      `${HASH}  2021-06-07 08:09:10  import`,
    ].sort(),
  );
  expect(jsonLines((await run(["history", "list", 'a "b", c', "--json"], { cwd: dir.root })).out)).toEqual([
    { info_hash: OTHER, time: null, source: "import" },
  ]);
});

test.each([";", "\t"])("import as Excel saves it: UTF-16, with %j between fields", async (separator) => {
  using dir = tree();
  database(dir);
  const lines = [
    ["user_id", "info_hash", "time"],
    ["a,b", HASH, "5"],
    ["7", OTHER, ""],
  ];
  dir.write("h.csv", Buffer.from(`\ufeff${lines.map((each) => each.join(separator)).join("\r\n")}`, "utf16le"));
  const { out, err, code } = await run(["history", "import", "h.csv"], { cwd: dir.root });
  expect({ out, err, code }).toMatchObject({ err: "", code: 0, out: expect.stringContaining("2 added") });
  expect((await run(["history", "list", "a,b"], { cwd: dir.root })).out).toContain(HASH);
});

test("import from a pipe, in pieces; again, it changes nothing; --json says the same", async () => {
  using dir = tree();
  database(dir);
  const ask = (...args: string[]) =>
    run(["history", "import", "-", ...args], { cwd: dir.root, stdin: chunksOf(`7,${HASH}\n8,${HASH},5`, 3) });
  expect(await ask()).toEqual({ code: 0, out: "2 added, 0 already known, 0 lines rejected\n", err: "" });
  expect(jsonLines((await ask("--json")).out)).toEqual([
    { added: 0, known: 2, not_indexed: 0, rejected_count: 0, rejected: [] },
  ]);
});

test("25,000 lines, of which 30 are bad: 20 are shown", async () => {
  using dir = tree();
  database(dir);
  const lines = Array.from(
    { length: 25_000 },
    (_, i) => `u${i % 7},${Bun.hash(`${i}`).toString(16).padStart(40, "0")}`,
  );
  for (let i = 0; i < 30; i++) lines[i * 800] = "bad";
  dir.write("h.csv", lines.join("\n"));
  const { code, out, err } = await run(["history", "import", "h.csv"], { cwd: dir.root });
  expect([code, out.split("\n")[0]]).toEqual([3, "24,970 added, 0 already known, 30 lines rejected"]);
  expect(err.split("\n").slice(19)).toEqual([
    "line 15201: expected user_id,info_hash or user_id,info_hash,time, got 1 fields",
    "and 10 more",
    "",
  ]);
  const store = Store.open(dir.path("reseeder.db"));
  const counts = Array.from({ length: 7 }, (_, i) => store.history.rowsOf(`u${i}`, HISTORY_START, 25_000).length);
  expect(counts.reduce((sum, count) => sum + count)).toBe(24_970);
  store.close();
});

describe("users", () => {
  test("are stored by name where anonymize_users says so, and found by their ids", async () => {
    using dir = tree();
    database(dir);
    await run(["settings", "set", "anonymize_users", "1"], { cwd: dir.root });
    await run(["history", "import", "-"], { cwd: dir.root, stdin: chunksOf(`alice,${HASH}`, 99) });
    expect((await run(["history", "list", "alice"], { cwd: dir.root })).out).toContain(HASH);
    const store = Store.open(dir.path("reseeder.db"));
    const count = (user: string) => store.history.rowsOf(user, HISTORY_START, 10).length;
    expect([count(storedUserId(store, "alice") ?? ""), count("alice")]).toEqual([1, 0]);
    store.close();
    expect((await run(["history", "remove", "alice"], { cwd: dir.root })).out).toBe(
      "Forgot 1 download of user alice\n",
    );
    expect((await run(["history", "list", "alice"], { cwd: dir.root })).out).toBe("No history of user alice\n");
  });

  test("are forgotten one at a time", async () => {
    using dir = tree();
    database(dir);
    await run(["history", "import", "-"], { cwd: dir.root, stdin: chunksOf(`a,${HASH}\na,${OTHER}\nb,${HASH}`, 99) });
    expect(jsonLines((await run(["history", "remove", "a", "--json"], { cwd: dir.root })).out)).toEqual([
      { removed: 2 },
    ]);
    expect((await run(["history", "list", "b"], { cwd: dir.root })).out).toContain(HASH);
  });
});

test("a file that is not there, and a folder, are said to be none", async () => {
  using dir = tree();
  for (const name of ["gone.csv", "."]) {
    const { code, err } = await run(["history", "import", name], { cwd: dir.root });
    expect([code, err]).toEqual([1, expect.stringContaining("is not a readable file")]);
  }
});
