import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, truncateSync } from "node:fs";
import { Disk, MAY_MOUNT } from "../../support/mount.ts";
import { testWith } from "../../support/needs.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, run } from "../../support/run.ts";
import { type Tree, tree } from "../../support/tree.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

let dir: Tree;

beforeEach(async () => {
  dir = tree({ "t/1.torrent": plainTorrent("one", 1), "t/2.torrent": plainTorrent("two", 2) });
  await run(["scan", "t"], { cwd: dir.root });
});

afterEach(() => dir[Symbol.dispose]());

const reseeder = (...args: string[]) => run(args, { cwd: dir.root });
const backups = () => readdirSync(dir.path("backups")).sort();

describe("backup", () => {
  test("is silent for cron, says one line on a terminal, and lines of JSON when asked", async () => {
    expect(await reseeder("backup")).toEqual({ code: 0, out: "", err: "" });
    const shown = await run(["backup"], { cwd: dir.root, terminal: 100 });
    expect(shown.out).toMatch(/^\/.*\/backups\/reseeder-\d{8}T\d{6}Z\.db: .* 2 torrents, verified, .*\n$/);
    expect(shown.err).toContain("verifying 100 %");
    const lines = jsonLines((await reseeder("backup", "--json", "--keep", "2")).out);
    expect(lines[0]).toMatchObject({ type: "started", database: dir.path("reseeder.db") });
    expect(lines.at(-1)).toMatchObject({ type: "done", status: "done", torrents: 2, problems: [] });
    expect(lines.at(-1).removed).toHaveLength(1);
    expect(backups()).toHaveLength(2);
    expect((await reseeder("stats")).out).toMatch(/Backups\n {2}last .*reseeder-/);
  });

  test("stopped by a signal leaves nothing behind", async () => {
    const stopped = await run(["backup"], { cwd: dir.root, signal: AbortSignal.abort("SIGTERM") });
    expect(stopped).toEqual({ code: 143, out: "", err: "reseeder: The backup was cancelled\n" });
    expect(backups()).toEqual([]);
    expect((await reseeder("stats")).out).not.toContain("Backups");
  });

  test("--list and --verify tell of copies without changing them", async () => {
    const none = await reseeder("backup", "--list");
    expect([none.code, none.err]).toEqual([0, `No backups in ${dir.path("backups")} yet\n`]);
    expect((await reseeder("backup", "--list", "--dir", "elsewhere")).code).toBe(1);
    await reseeder("backup");
    const [name = ""] = backups();
    expect((await reseeder("backup", "--list")).out).toMatch(
      new RegExp(`^FILE +MADE \\(UTC\\) .*\n.*/backups/${name}  .*  2\n$`),
    );
    expect(jsonLines((await reseeder("backup", "--list", "--json")).out)).toEqual([
      {
        file: dir.path("backups", name),
        at: expect.any(String),
        bytes: expect.any(Number),
        torrents: 2,
        lineage: expect.stringMatching(/^[0-9a-f]{16}$/),
        problem: null,
      },
    ]);
    expect((await reseeder("backup", "--verify", `backups/${name}`)).out).toContain("is intact: 2 torrents");
    truncateSync(dir.path("backups", name), 20_000);
    const broken = await reseeder("backup", "--verify", `backups/${name}`);
    expect([broken.code, broken.err.includes("is damaged")]).toEqual([1, true]);
    expect(backups()).toEqual([name]);
  });

  test.each([
    [["backup", "--keep", "0"], 2],
    [["backup", "--list", "--verify", "x"], 2],
    [["backup", "--db", "none.db"], 10],
    [["backup", "--verify", "none.db"], 1],
    [["backup", "--dir", "t/1.torrent"], 1],
  ])("%p ends with %p", async (args, code) => {
    expect((await reseeder(...args)).code).toBe(code);
  });

  testWith(MAY_MOUNT, "right to mount")("is partly done when an old one cannot be removed", async () => {
    await reseeder("backup");
    const file = dir.path("backups", backups()[0] ?? "");
    Bun.spawnSync(["mount", "--bind", file, file]);
    try {
      const { code, err } = await reseeder("backup", "--keep", "1");
      expect([code, err]).toEqual([3, `reseeder: Cannot remove the old backup ${file}: resource busy or locked\n`]);
    } finally {
      Bun.spawnSync(["umount", file]);
    }
  });

  testWith(MAY_MOUNT, "right to mount")("on a full disk says so, and what to try", async () => {
    using disk = new Disk(dir, 64);
    const { code, err } = await reseeder("backup", "--dir", disk.path);
    expect([code, err]).toEqual([
      1,
      `reseeder: Cannot create a backup in ${disk.path}: the disk is full\n` +
        "Try: Check that the folder is writable and has free space, or choose another one with --dir DIR.\n",
    ]);
    expect(readdirSync(disk.path)).toEqual([]);
  });
});

describe("restore", () => {
  test("tells what it did and what to do next", async () => {
    await reseeder("backup");
    const file = dir.path("backups", backups()[0] ?? "");
    dir.remove("reseeder.db");
    const { code, out } = await reseeder("restore", file);
    expect(code).toBe(0);
    expect(out).toMatch(/^Restored .*\/reseeder\.db from .*: 2 torrents, /);
    expect(out).toContain("10,000,000 higher");
    expect(out).toEndWith("Run `reseeder scan` to index what changed since the backup\n");
    const again = jsonLines((await reseeder("restore", file, "--json")).out)[0];
    expect(again).toEqual({
      file,
      database: dir.path("reseeder.db"),
      kept: expect.stringContaining("reseeder.db.before-restore-"),
      torrents: 2,
      ids_known: true,
      live: false,
      duration_ms: expect.any(Number),
    });
  });

  test.each([
    [["restore"], 2],
    [["restore", "a", "b"], 2],
    [["restore", "none.db"], 1],
    [["restore", "t/1.torrent"], 1],
    [["restore", "reseeder.db"], 2],
  ])("%p ends with %p", async (args, code) => {
    expect((await reseeder(...args)).code).toBe(code);
  });
});

test("variables that asked for another thing make no backup of nothing any more", async () => {
  using dir = tree({ "t/1.torrent": plainTorrent("a", 1000) });
  await run(["scan", "t"], { cwd: dir.root });
  const env = { RESEEDER_LIST: "1", RESEEDER_VERIFY: "x.db" };
  const { code, err } = await run(["backup"], { cwd: dir.root, env });
  expect([code, readdirSync(dir.path("backups")).length]).toEqual([0, 1]);
  expect(err).toBe(
    "reseeder: RESEEDER_LIST is ignored. Use --list\nreseeder: RESEEDER_VERIFY is ignored. Use --verify\n",
  );
});
