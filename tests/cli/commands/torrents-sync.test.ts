import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";

const COUNT = 60;
const TORRENTS = Array.from({ length: COUNT }, (_, n) => plainTorrent(`t${n}`, n + 1));
const HASHES = TORRENTS.map((bytes) => bytesToHex(parseMetainfo(bytes).infoHashV1 ?? new Uint8Array()));
const list = (...numbers: number[]) =>
  `${numbers.map((n) => `${HASHES[n]},${n + 1000}\n`).join("")}{"end":${numbers.length}}\n`;
const ALL = [...Array(COUNT).keys()];

test("scan, watch, push and import obey the list that was taken in, until it ends", async () => {
  using dir = tree();
  const cwd = dir.root;
  const offered = () => {
    const database = new Database(dir.path("reseeder.db"), { readonly: true });
    try {
      const rows = database.query("SELECT external_id AS id FROM torrents WHERE state = 0 ORDER BY id").all();
      return (rows as { id: string | null }[]).map(({ id }) => id);
    } finally {
      database.close();
    }
  };
  // A list may come before the torrents, and their ids with it.
  expect((await run(["torrents", "sync", "-"], { cwd, stdin: [Buffer.from(list(0, 1))] })).code).toBe(0);
  for (const [n, bytes] of TORRENTS.entries()) if (n < 3) dir.write(`in/t${n}.torrent`, bytes);
  await run(["scan", "in"], { cwd });
  expect(offered()).toEqual(["1000", "1001"]);
  dir.write("more/t.torrent", TORRENTS[3] ?? "");
  await run(["torrents", "import", "more"], { cwd });
  expect(offered()).toEqual(["1000", "1001"]);
  const listed = await run(["torrents", "list", "--state", "withheld", "--json"], { cwd });
  expect(jsonLines(listed.out)).toHaveLength(2);
  dir.write("list.csv", list(1, 3));
  const dry = await run(["torrents", "sync", "list.csv", "--dry-run", "--json"], { cwd });
  expect(jsonLines(dry.out)[0]).toMatchObject({ dry_run: true, listed: 2, withheld_new: 1, withheld_lifted: 1 });
  expect(offered()).toEqual(["1000", "1001"]);
  const done = await run(["torrents", "sync", "list.csv"], { cwd });
  expect([done.code, done.out]).toEqual([0, expect.stringMatching(/^Done in .*\n\s*listed +2\n/)]);
  expect(offered()).toEqual(["1001", "1003"]);
  const end = await run(["torrents", "sync", "--end"], { cwd });
  expect([end.code, end.out]).toEqual([0, "The list was ended; 2 torrents offered again\n"]);
  expect(offered()).toHaveLength(4);
  expect((await run(["torrents", "sync", "--end", "--json"], { cwd })).out).toBe('{"ended":false,"lifted":0}\n');
});

test("a list that looks like an accident changes nothing, with exit 1, unless it is forced", async () => {
  using dir = tree();
  const cwd = dir.root;
  for (const [n, bytes] of TORRENTS.entries()) dir.write(`in/t${n}.torrent`, bytes);
  await run(["scan", "in"], { cwd });
  const sync = (stdin: string, ...flags: string[]) =>
    run(["torrents", "sync", "-", ...flags], { cwd, stdin: [Buffer.from(stdin)] });
  expect((await sync(list(...ALL))).code).toBe(0);
  const shrunk = await sync(list(0));
  expect([shrunk.code, shrunk.err]).toEqual([1, expect.stringContaining("would withhold 59 of 60 torrents on offer")]);
  const cut = await sync(list(...ALL).slice(0, -5));
  expect([cut.code, cut.err]).toEqual([1, expect.stringContaining("line 61")]);
  const unfinished = await sync(list(...ALL).split("{")[0] ?? "");
  expect([unfinished.code, unfinished.err]).toEqual([1, expect.stringContaining("is cut off after 60 lines")]);
  expect((await sync('{"end":0}\n', "--force")).code).toBe(1);
  expect((await sync(list(0), "--force")).code).toBe(0);
});

test("wants a list, or the end of one", async () => {
  using dir = tree();
  expect((await run(["torrents", "sync"], { cwd: dir.root })).code).toBe(2);
  expect((await run(["torrents", "sync", "-", "--end"], { cwd: dir.root, stdin: [] })).code).toBe(2);
});

test("with a tracker connected, says whose the list is", async () => {
  using dir = tree();
  const cwd = dir.root;
  await run(["torrents", "sync", "-"], { cwd, stdin: [Buffer.from(list(0))] });
  await run(["settings", "set", "tracker", "gazelle"], { cwd });
  for (const words of [["-"], ["--end"]]) {
    const { code, err } = await run(["torrents", "sync", ...words], { cwd, stdin: [Buffer.from(list(0))] });
    expect([code, err]).toEqual([1, expect.stringContaining("tracker = gazelle")]);
  }
});
