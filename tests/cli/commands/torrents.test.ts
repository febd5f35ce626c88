import { expect, test } from "bun:test";
import { renameSync } from "node:fs";
import { Store } from "../../../src/store/store.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, run } from "../../support/run.ts";
import { type Tree, tree } from "../../support/tree.ts";

async function scanned(dir: Tree): Promise<{ cwd: string }> {
  dir.write(
    "t/1.torrent",
    plainTorrent(
      "Night.Train.S01",
      [
        ["e1.mkv", 1_000],
        ["\u009b2J evil.mkv", 5],
      ],
      { private: true },
    ),
  );
  dir.write("t/2.torrent", plainTorrent("Harvest.mkv", 4_294_967_296));
  dir.write("t/3.torrent", plainTorrent("Third", 3));
  await run(["scan", "t"], { cwd: dir.root });
  return { cwd: dir.root };
}

test("list finds by words what a scan has just added", async () => {
  using dir = tree();
  const where = await scanned(dir);
  const { code, out } = await run(["torrents", "list", "--search", "NIGHT evil"], where);
  expect([code, out.split("\n").length]).toEqual([0, 3]);
  expect(out).toMatch(
    /^ID {2}HASH +STATE +SIZE +FILES +SEEDERS +NAME\n +1 +[0-9a-f]{40} +offered +1005 B +2 +\? +Night\.Train\.S01\n$/,
  );
  expect((await run(["torrents", "list", "--search", "nothing"], where)).out).toBe("No torrents found\n");
});

test("list chooses by flags, and goes through pages", async () => {
  using dir = tree();
  const where = await scanned(dir);
  const names = async (...flags: string[]) => {
    const { out } = await run(["torrents", "list", "--json", ...flags], where);
    return jsonLines(out).map(({ name }) => name);
  };
  expect(await names()).toEqual(["Third", "Harvest.mkv", "Night.Train.S01"]);
  expect(await names("--sort", "oldest", "--limit", "2")).toEqual(["Night.Train.S01", "Harvest.mkv"]);
  expect(await names("--private")).toEqual(["Night.Train.S01"]);
  expect(await names("--kind", "hybrid")).toEqual([]);
  expect(await names("--max-seeders", "0")).toEqual([]);
  const store = Store.open(dir.path("reseeder.db"));
  store.write((writer) => {
    writer.setSwarm(2, { seeders: 0, leechers: 1 }, 1);
    writer.setExternalId(3, "90210", 1);
  });
  store.close();
  expect(await names("--max-seeders", "0")).toEqual(["Harvest.mkv"]);
  expect(await names("--external-id", "90210")).toEqual(["Third"]);
  const { err } = await run(["torrents", "list", "--limit", "1"], where);
  expect(err).toBe("There are more. Use --limit 10 to see them\n");
});

test.each([
  [["--state", "gone"], '--state: expected one of offered, withheld, missing, flagged, removed, all, got "gone"'],
  [["--search", "!?"], '--search: expected letters or digits, got "!?"'],
  [["--limit", "x"], '--limit: expected a whole number from 0 to 1000000000, got "x"'],
  [["--min-seeders", "-1"], '--min-seeders: expected a whole number from 0 to 9007199254740991, got "-1"'],
])("list rejects %p", async (flags, message) => {
  using dir = tree();
  const where = await scanned(dir);
  const { code, err } = await run(["torrents", "list", ...flags], where);
  expect([code, err.split("\n")[0]]).toEqual([2, `reseeder: ${message}`]);
});

test("show tells everything, and nothing that reaches the terminal", async () => {
  using dir = tree();
  const where = await scanned(dir);
  const { code, out } = await run(["torrents", "show", "1"], where);
  expect(code).toBe(0);
  for (const text of [
    "Night.Train.S01\n",
    "state         offered",
    "private       yes",
    "1.torrent\n",
    "Night.Train.S01/e1.mkv",
  ]) {
    expect(out).toContain(text);
  }
  expect(out).toContain("\\x9b2J evil.mkv");
  expect(out).not.toContain("\u009b");
  const [shown] = jsonLines((await run(["torrents", "show", "1", "--json"], where)).out);
  const byHash = await run(["torrents", "show", shown.info_hash], where);
  expect([byHash.out, shown.files.length, shown.locations]).toEqual([out, 2, [dir.path("t/1.torrent")]]);
  const unknown = await run(["torrents", "show", "0".repeat(40)], where);
  expect([unknown.code, unknown.err]).toEqual([
    1,
    `reseeder: torrent ${"0".repeat(40)}: not in the index\nTry: Run \`reseeder torrents list\` with --search or --external-id to find it.\n`,
  ]);
});

test("flag, unflag and remove take many at a time, from standard input too", async () => {
  using dir = tree();
  const where = await scanned(dir);
  const states = async () => {
    const { out } = await run(["torrents", "list", "--json", "--sort", "oldest"], where);
    return jsonLines(out).map(({ state }) => state);
  };
  const flagged = await run(["torrents", "flag", "id:1", "-"], {
    ...where,
    stdin: [Buffer.from("id:2\r\n\nid:4711\nz"), Buffer.from("z\n2\nexternal:3")],
  });
  expect([flagged.code, await states()]).toEqual([3, ["flagged", "flagged", "flagged"]]);
  expect(flagged.err).toBe(
    "torrent id:4711: not in the index\n" +
      'torrent: expected an info-hash of 40 or 64 hexadecimal digits, id:N or external:ID, got "zz"\n' +
      '2 is ambiguous: id:2 is "Harvest.mkv", external:2 is "Harvest.mkv"\n',
  );
  expect(flagged.out).toEndWith("3 torrents: not offered until unflagged.\n");
  expect((await run(["torrents", "unflag", "id:1", "external:2"], where)).code).toBe(0);
  const removed = await run(["torrents", "remove", "id:1"], where);
  expect(removed.out).toContain("Files in scan paths are kept but not offered");
  expect(await states()).toEqual(["removed", "offered", "flagged"]);
  await run(["scan"], where);
  expect(await states()).toEqual(["removed", "offered", "flagged"]);
  // Not even when its file goes and comes, nor when it is imported.
  renameSync(dir.path("t/1.torrent"), dir.path("away"));
  await run(["scan"], where);
  renameSync(dir.path("away"), dir.path("t/1.torrent"));
  const back = await run(["scan", "--json"], where);
  expect(jsonLines(back.out).at(-1)).toMatchObject({ returned: 0 });
  const imported = await run(["torrents", "import", "t/1.torrent"], where);
  expect([imported.code, imported.err]).toEqual([
    0,
    expect.stringContaining("is removed. To offer it again: `reseeder torrents unremove"),
  ]);
  expect(await states()).toEqual(["removed", "offered", "flagged"]);
  const again = await run(["torrents", "remove", "id:1", "--json"], where);
  expect(jsonLines(again.out)).toMatchObject([{ asked: "id:1", torrent_id: 1, state: "removed", changed: false }]);
  expect((await run(["torrents", "flag", "id:99"], where)).code).toBe(1);
  await run(["torrents", "unremove", "id:1"], where);
  expect(await states()).toEqual(["offered", "offered", "flagged"]);
});

test("a line of standard input that names no torrent by its length ends it", async () => {
  using dir = tree();
  const where = await scanned(dir);
  const { code, err } = await run(["torrents", "flag", "-"], { ...where, stdin: [Buffer.from("x".repeat(10_000))] });
  expect([code, err]).toEqual([1, "reseeder: Standard input: line 1 is longer than 4096\n"]);
});
