import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { Store } from "../../../src/store/store.ts";
import { Heartbeat } from "../../../src/work/observe/heartbeat.ts";
import { LIST_NUMBERS } from "../../support/listing.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";

async function indexed() {
  const dir = tree({
    "t/a.torrent": plainTorrent(
      "a",
      [
        ["x", 5 * 1024 ** 3],
        ["y", 7],
      ],
      { private: true },
    ),
    "t/\u001b[31mred.torrent": plainTorrent("evil \u009b2J name", 3),
    "t/bad.torrent": "x",
    "t/cut.torrent": "d4:infod",
  });
  await run(["scan", "t"], { cwd: dir.root });
  const store = Store.open(dir.path("reseeder.db"));
  store.write(() => {
    const match = {
      at: Date.UTC(2026, 10, 20),
      userId: null,
      tier: "name" as const,
      filesAsked: 2,
      filesMatched: 1,
      torrentIds: [1, 2],
    };
    store.requests.appendMatches([match], 9);
  });
  store.close();
  return dir;
}

describe("stats", () => {
  test("shows people the numbers, and no byte that could command their terminal", async () => {
    using dir = await indexed();
    const { code, out, err } = await run(["stats"], { cwd: dir.root });
    expect([code, err]).toEqual([0, ""]);
    for (const line of [
      /^Index$/m,
      /torrents on offer +2$/m,
      /files +3$/m,
      /payload +5\.00 GiB$/m,
      /v1 \/ v2 \/ hybrid +2 \/ 0 \/ 0$/m,
      /private +1 \(50 %\)$/m,
      /\.torrent files +2 \(/m,
      /scan paths +1$/m,
      /5\.00 GiB to under 10\.0 GiB +1$/m,
      /NOT_A_TORRENT +1$/m,
      /TRUNCATED +1$/m,
      /partly .*4 found +2 added +0 missing$/m,
      /2026-11-20 .*1/m,
      /Most matched/,
    ]) {
      expect(out).toMatch(line);
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(out).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(out).toContain("evil \\x9b2J name");
  });

  test("--json tells programs the same", async () => {
    using dir = await indexed();
    const { code, out } = await run(["stats", "--json"], { cwd: dir.root });
    expect(code).toBe(0);
    const [numbers, ...rest] = jsonLines(out);
    expect(rest).toEqual([]);
    expect(numbers).toMatchObject({
      torrents: 2,
      files: 3,
      payload_bytes: 5 * 1024 ** 3 + 10,
      missing: 0,
      scan_paths: 1,
      torrent_files: 2,
      stored_torrents: 0,
      v1: 2,
      private: 1,
      rejected: { NOT_A_TORRENT: 1, TRUNCATED: 1 },
      scans: [{ status: "partly", started_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) }],
      days: [{ day: "2026-11-20", matches: 1, torrents_matched: 2, files_matched: 1 }],
      database: { path: dir.path("reseeder.db") },
    });
    expect(numbers.most_matched).toHaveLength(2);
    expect(numbers.most_matched[0].info_hash).toMatch(/^[0-9a-f]{40}$/);
  });

  test("--rejected lists every rejected file with its reason", async () => {
    using dir = await indexed();
    const { code, out } = await run(["stats", "--rejected"], { cwd: dir.root });
    expect(code).toBe(0);
    expect(out.split("\n").map((line) => line.split(": ").slice(0, 2))).toEqual([
      [dir.path("t/bad.torrent"), "NOT_A_TORRENT"],
      [dir.path("t/cut.torrent"), "TRUNCATED"],
      [""],
    ]);
    const lines = jsonLines((await run(["stats", "--rejected", "--json"], { cwd: dir.root })).out);
    expect(lines.map(({ path, code }) => [path, code])).toEqual([
      [dir.path("t/bad.torrent"), "NOT_A_TORRENT"],
      [dir.path("t/cut.torrent"), "TRUNCATED"],
    ]);
    expect(lines[1].message).toBeString();
  });

  test("of a tracker: its round, what is offered and withheld; and where serve listens", async () => {
    using dir = await indexed();
    await run(["settings", "set", "tracker", "unit3d"], { cwd: dir.root });
    const stats = async () => (await run(["stats"], { cwd: dir.root })).out;
    expect(await stats()).toMatch(/Tracker's list\n +tracker +unit3d\n +last round +none yet\n/);
    const store = Store.open(dir.path("reseeder.db"));
    const at = Date.UTC(2026, 10, 20, 16, 15);
    store.write(() => store.listing.complete("unit3d", { ...LIST_NUMBERS, offered: 1, withheld: 77 }, at));
    const done = await stats();
    expect(done).toMatch(/last round +2026-11-20 16:15:00 UTC done\n/);
    expect(done).toMatch(/offered +1\n +withheld +77\n/);
    expect(done).not.toContain("served at");
    store.write(() => store.listing.fail("TRACKER_AWAY", "it is away", at + 60_000));
    const heartbeat = new Heartbeat(dir.path("reseeder.db"), "serve", { detail: "unix:/run/reseeder/api.sock" });
    const failed = await stats();
    const [json] = jsonLines((await run(["stats", "--json"], { cwd: dir.root })).out);
    heartbeat.leave();
    store.close();
    expect(failed).toMatch(/last round +2026-11-20 16:16:00 UTC failed\n/);
    expect(failed).toMatch(/served at +unix:\/run\/reseeder\/api\.sock\n/);
    expect(json).toMatchObject({
      tracker: "unit3d",
      serving: ["unix:/run/reseeder/api.sock"],
      list: { listed: 1, offered: 1, withheld: 77, failed_rounds: 1 },
    });
  });

  test("of an index without anything shows zeros", async () => {
    using dir = tree({ "t/x": "" });
    await run(["scan", "t"], { cwd: dir.root });
    const { code, out } = await run(["stats"], { cwd: dir.root });
    expect(code).toBe(0);
    expect(out).toMatch(/torrents on offer +0$/m);
    expect(out).not.toContain("NaN");
  });
});

describe("a database that is not ours", () => {
  test.each([["text", 1, "no database ".repeat(100), "is damaged or not an SQLite database"]])(
    "%s: exit %i",
    async (_, expected, content, message) => {
      using dir = tree();
      writeFileSync(dir.path("reseeder.db"), content);
      const { code, out, err } = await run(["stats"], { cwd: dir.root });
      expect([code, out]).toEqual([expected, ""]);
      expect(err).toStartWith("reseeder: ");
      expect(err).toContain(message);
      expect(err).toContain(dir.path("reseeder.db"));
      expect(err).toContain("\nTry: ");
    },
  );
});
