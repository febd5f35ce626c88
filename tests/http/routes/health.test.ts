import { expect, test } from "bun:test";
import { utimesSync, writeFileSync } from "node:fs";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { Served } from "../../support/served.ts";

const TORRENTS = {
  "a.torrent": plainTorrent("A", [
    ["one.mkv", 100],
    ["two.mkv", 200],
    [".pad/16", 16, "p"],
  ]),
  "b.torrent": plainTorrent("B.mkv", 300),
};

test("what is on offer now, padding left out", async () => {
  using served = new Served(TORRENTS);
  const { status, headers, said } = await served.ask("GET", "/health");
  expect([status, said]).toEqual([200, { status: "ok", stats: { torrents: 2, files: 3, scan_paths: 1 } }]);
  expect(headers.get("cache-control")).toBe("no-store");
});

test("another process's change shows at once", async () => {
  using served = new Served();
  expect((await served.ask("GET", "/health")).said.stats).toEqual({ torrents: 0, files: 0, scan_paths: 0 });
  served.sql("UPDATE totals SET torrents = 5, files = 9");
  expect((await served.ask("GET", "/health")).said.stats).toEqual({ torrents: 5, files: 9, scan_paths: 0 });
});

test("503 when the database is gone or damaged, ok again when it is back; its path stays in the log", async () => {
  using served = new Served(TORRENTS);
  const content = await Bun.file(served.path).bytes();
  expect((await served.ask("GET", "/health")).status).toBe(200);
  served.rows();
  for (const suffix of ["", "-wal", "-shm"]) served.dir.remove(`reseeder.db${suffix}`);
  const gone = await served.ask("GET", "/health");
  const unusable = "The database is unavailable";
  expect([gone.status, gone.said]).toEqual([503, { status: "error", code: "DATABASE_MISSING", message: unusable }]);
  expect(served.lines).toContain(`error: GET /health: There is no database at ${served.path}`);
  // Of a while ago: one that may still be on its way there is waited for.
  const put = (bytes: string | Uint8Array) => {
    writeFileSync(served.path, bytes);
    utimesSync(served.path, 1, 1);
  };
  put("not a database at all, whatever it looks like. ".repeat(50));
  const damaged = await served.ask("GET", "/health");
  expect([damaged.status, damaged.said]).toEqual([
    503,
    { status: "error", code: "DATABASE_CORRUPT", message: unusable },
  ]);
  served.dir.remove("reseeder.db");
  put(content);
  expect((await served.ask("GET", "/health")).status).toBe(200);
});
