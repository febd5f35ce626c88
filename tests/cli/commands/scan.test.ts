import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { Store } from "../../../src/store/store.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, run } from "../../support/run.ts";
import { type Tree, tree } from "../../support/tree.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

const torrents = (count: number, folder = "torrents") =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${folder}/${i}.torrent`, plainTorrent(`t${i}`, i + 1)]));

const scan = (dir: Tree, ...args: string[]) => run(["scan", ...args], { cwd: dir.root });

describe("for people", () => {
  test("the summary counts what there is to count", async () => {
    using dir = tree({ ...torrents(3), "torrents/copy.torrent": plainTorrent("t0", 1), "torrents/bad.torrent": "x" });
    let now = 1_700_000_000_000;
    const { code, out, err } = await run(["scan", "torrents"], { cwd: dir.root, clock: () => (now += 500) });
    expect(code).toBe(3);
    expect(out.split("\n")).toEqual([
      expect.stringMatching(/^Partly done in \d+\.\d s$/),
      "  found            5",
      "  added            3",
      "  updated          0",
      "  unchanged        0",
      "  returned         0",
      "  missing          0",
      "  duplicates       1",
      "  rejected         1",
      "    NOT_A_TORRENT  1",
      "",
    ]);
    expect(err).toContain(`\nScanning ${dir.path("torrents")}: 5 .torrent files, 5 to read\n`);
    expect(err).toContain(`Rejected ${dir.path("torrents/bad.torrent")}: NOT_A_TORRENT: `);
  });

  test("without a path it goes over what was registered, whatever the folder it is called in", async () => {
    using dir = tree({ ...torrents(2), ...torrents(2, "elsewhere"), "else/where/x": "" });
    expect((await scan(dir, "torrents", "./elsewhere/")).code).toBe(0);
    dir.write("torrents/new.torrent", plainTorrent("new", 99));
    const again = await run(["scan", "--db", "../../reseeder.db"], { cwd: dir.path("else/where") });
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/added +1\n/);
    expect(again.out).toMatch(/unchanged +4\n/);
    const store = Store.open(dir.path("reseeder.db"));
    expect(store.roots.list().map(({ path }) => path)).toEqual([dir.path("torrents"), dir.path("elsewhere")]);
    store.close();
  });

  test("a terminal's control characters in a name are shown, not obeyed", async () => {
    using dir = tree({ "t/\u001b[2Jx\n.torrent": "bad" });
    const { err, out } = await run(["scan", "t"], { cwd: dir.root, terminal: 80 });
    expect(err + out).not.toContain("\u001b[2J");
    expect(err).toContain("/t/\\x1b[2Jx\\x0a.torrent: NOT_A_TORRENT");
  });
});

describe("exit codes", () => {
  test("0 when all went well, 3 when some were rejected that were not before, or with --strict at all", async () => {
    using dir = tree(torrents(2));
    expect((await scan(dir, "torrents")).code).toBe(0);
    dir.write("torrents/bad.torrent", "");
    expect([(await scan(dir)).code, (await scan(dir)).code]).toEqual([3, 0]);
    const strict = await scan(dir, "--strict");
    expect([strict.code, strict.out]).toEqual([
      3,
      expect.stringMatching(/^Partly done[\s\S]*rejected +1\n +new +0\n +NOT_A_TORRENT +1\n$/),
    ]);
    dir.write("torrents/worse.torrent", "");
    expect((await scan(dir)).code).toBe(3);
    dir.remove("torrents/worse.torrent");
    dir.remove("torrents/bad.torrent");
    expect((await scan(dir)).code).toBe(0);
  });

  test("10 without a database, which is not made for nothing; 2 when no path is registered", async () => {
    using dir = tree();
    expect((await scan(dir)).code).toBe(10);
    Store.open(dir.path("reseeder.db"), { create: true }).close();
    const { code, err } = await scan(dir);
    expect(code).toBe(2);
    expect(err).toBe("reseeder: No scan path yet\nTry: Give a folder: `reseeder scan PATH`.\n");
  });

  test("1 for a path that is none, which is then not registered", async () => {
    using dir = tree(torrents(1));
    const { code, err } = await scan(dir, "torrents", "torents");
    expect(code).toBe(1);
    expect(err).toContain(`\nreseeder: Cannot read ${dir.path("torents")}: `);
    expect(err).toContain("Try: Check that the folder exists");
    expect((await scan(dir, "torrents")).code).toBe(0);
    expect((await scan(dir)).code).toBe(0);
  });

  test("1 when a root is gone, empty or has lost most, and 0 with --prune for what is meant", async () => {
    using dir = tree(torrents(4));
    await scan(dir, "torrents");
    for (let i = 0; i < 3; i++) dir.remove(`torrents/${i}.torrent`);
    const shrunk = await scan(dir);
    expect(shrunk.code).toBe(1);
    expect(shrunk.err).toContain(
      `reseeder: 3 of 4 torrents are no longer in ${dir.path("torrents")}; its index was left unchanged`,
    );
    expect(shrunk.err).toContain("Try: If you removed the torrents on purpose, run `reseeder scan --prune`.");
    expect(shrunk.out).toStartWith("Failed in ");
    expect((await scan(dir, "--prune")).code).toBe(0);
    dir.remove("torrents/3.torrent");
    expect((await scan(dir)).err).toContain(
      "contains no .torrent file, but 1 were indexed there; its index was left unchanged",
    );
    dir.remove("torrents");
    const gone = await scan(dir, "--prune");
    expect([gone.code, gone.err]).toEqual([
      1,
      expect.stringContaining("no such file or directory; its index was left unchanged"),
    ]);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ])("stopped by %s: %i, and the next scan does the rest", async (reason, expected) => {
    using dir = tree(torrents(3));
    const { code, out } = await run(["scan", "torrents"], { cwd: dir.root, signal: AbortSignal.abort(reason) });
    expect(code).toBe(expected);
    expect(out).toStartWith("Cancelled in ");
    expect((await scan(dir)).code).toBe(0);
  });

  test("1 for a file that is no database", async () => {
    using dir = tree({ ...torrents(1), "x.db": "no database ".repeat(100) });
    const { code, err } = await scan(dir, "torrents", "--db", "x.db");
    expect([code, err]).toEqual([1, expect.stringContaining(dir.path("x.db"))]);
  });
});

describe("--json", () => {
  test("is one object a line from started to done, and nothing else anywhere", async () => {
    using dir = tree({ ...torrents(3), "torrents/bad.torrent": "" });
    const { code, out, err } = await scan(dir, "torrents", "--json");
    expect([code, err]).toEqual([3, `Created the database ${dir.path("reseeder.db")}\n`]);
    const lines = jsonLines(out);
    expect(lines.map(({ type }) => type)).toEqual(["started", "rejected", "done"]);
    expect(lines[0]).toEqual({ type: "started", root: dir.path("torrents"), found: 4, to_read: 4 });
    expect(lines[1]).toMatchObject({ path: dir.path("torrents/bad.torrent"), code: "NOT_A_TORRENT" });
    expect(lines[2]).toMatchObject({ status: "partly", roots: 1, found: 4, added: 3, rejected: { NOT_A_TORRENT: 1 } });
  });

  test("a root's failure is a line too", async () => {
    using dir = tree(torrents(1));
    await scan(dir, "torrents");
    dir.remove("torrents");
    const { code, out } = await scan(dir, "--json");
    expect(code).toBe(1);
    expect(jsonLines(out)).toMatchObject([
      { type: "failed", root: dir.path("torrents"), code: "ROOT_UNREADABLE", hint: expect.any(String) },
      { type: "done", status: "failed" },
    ]);
  });

  test("identical files are a line when the setting says so", async () => {
    using dir = tree({ ...torrents(1), "torrents/copy.torrent": plainTorrent("t0", 1) });
    await scan(dir, "torrents");
    const store = Store.open(dir.path("reseeder.db"));
    store.write(() => store.settings.write("hash_duplicates_log", 1));
    store.close();
    const [, duplicates] = jsonLines((await scan(dir, "--json")).out);
    expect([duplicates.type, duplicates.sha1]).toEqual(["duplicates", expect.stringMatching(/^[0-9a-f]{40}$/)]);
    expect(duplicates.paths.sort()).toEqual([dir.path("torrents/0.torrent"), dir.path("torrents/copy.torrent")]);
    expect((await scan(dir)).out).toContain(`Identical files (SHA-1 ${duplicates.sha1}):\n  ${dir.root}`);
  });
});

describe("--db", () => {
  test("is reseeder.db here, else RESEEDER_DB, else what the flag says", async () => {
    using dir = tree({ ...torrents(1), "sub/x": "" });
    const made = () => ["reseeder.db", "sub/env.db", "flag.db"].filter((name) => existsSync(dir.path(name)));
    await scan(dir, "torrents");
    expect(made()).toEqual(["reseeder.db"]);
    const env = { RESEEDER_DB: "sub/env.db" };
    await run(["scan", "torrents"], { cwd: dir.root, env });
    expect(made()).toEqual(["reseeder.db", "sub/env.db"]);
    await run(["scan", "torrents", "--db", dir.path("flag.db")], { cwd: dir.root, env });
    expect(made()).toEqual(["reseeder.db", "sub/env.db", "flag.db"]);
  });
});
