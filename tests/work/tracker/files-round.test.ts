import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { Store } from "../../../src/store/store.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { type RoundOptions, trackerRound } from "../../../src/work/tracker/round.ts";
import { Session } from "../../../src/work/tracker/session.ts";
import { addTorrent } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { sqliteSite } from "../../support/sqlite-site.ts";
import { type Tree, tree } from "../../support/tree.ts";

setDefaultTimeout(60_000);

const NOW = Date.UTC(2026, 10, 20);
const torrent = (n: number) => plainTorrent(`t${n}`, n);
const hashOf = (bytes: Uint8Array) => parseMetainfo(bytes).infoHashV1 as Uint8Array;

let dir: Tree;
let stores: Stores;
let now: number;
beforeEach(() => {
  dir = tree();
  now = NOW;
  Store.open(dir.path("a.db"), { create: true }).close();
  stores = new Stores(dir.path("a.db"), { busyTimeoutMs: 20 });
});
afterEach(() => {
  stores.close();
  dir[Symbol.dispose]();
});

/** A site whose torrents are these, `bytes` by id, and a round with it. */
function site(
  bytes: Record<number, Uint8Array | null>,
  hash: (id: number) => Uint8Array = (id) => hashOf(torrent(id)),
) {
  const rows = Object.entries(bytes).map(([id, each]) => ({
    ...{ id: Number(id), hash: hash(Number(id)), seeders: 0 },
    bytes: each,
  }));
  const { env, queries } = sqliteSite(dir, rows);
  stores.use((store) =>
    store.write(() => {
      store.settings.write("tracker", "sql");
      store.settings.write("tracker_queries", queries);
    }),
  );
  const { signal } = new AbortController();
  return (options: Partial<RoundOptions> = {}) =>
    trackerRound(stores, { env, force: false, dryRun: false, signal, clock: () => now, ...options });
}

/** How many .torrents each question asked for. */
async function pages(round: () => Promise<unknown>): Promise<number[]> {
  using query = spyOn(Session.prototype, "query");
  await round();
  return query.mock.calls.filter(([, , what]) => what === "files").map(([, values]) => Number(values[1]));
}

test("what the index misses is asked for by 200, in runs of neighbours, and what it has is not", async () => {
  const bytes = Object.fromEntries(Array.from({ length: 450 }, (_, n) => [n + 1, torrent(n + 1)]));
  const round = site(bytes);
  expect(await pages(round)).toEqual([200, 200, 50]);
  stores.use((store) => expect(store.statistics.totals()).toMatchObject({ torrents: 450 }));
  expect(await pages(round)).toEqual([]);
});

test.each(["its time is over", "it is stopped"])(
  "nothing more is asked for once %s; the rest is for the next round",
  async (which) => {
    // Two questions, for the index has what stands between them.
    stores.use((store) => addTorrent(store, torrent(2)));
    const round = site({ 1: torrent(1), 2: torrent(2), 3: torrent(3) });
    const stopping = new AbortController();
    const query = Session.prototype.query;
    const asked = async () => {
      using asking = spyOn(Session.prototype, "query").mockImplementation(function (this: Session, ...words) {
        if (words[2] === "files" && which === "it is stopped") stopping.abort();
        if (words[2] === "files") now += 1_001;
        return query.apply(this, words);
      });
      const signal = which === "it is stopped" ? { signal: stopping.signal } : { filesMs: 1_000 };
      const { files } = await round(signal);
      return [files?.wanted, files?.putIn, asking.mock.calls.filter(([, , what]) => what === "files").length];
    };
    expect(await asked()).toEqual([2, 1, 1]);
    if (which === "its time is over") expect(await asked()).toEqual([1, 1, 1]);
  },
);

test("a .torrent of another row, of serialised PHP, or that is not there is none, and goes in under no name", async () => {
  const php = Buffer.from(Buffer.from('a:2:{s:8:"announce";s:1:"x";}').toString("base64"));
  const failed = new Set<string>();
  const { files } = await site({ 1: torrent(1), 2: torrent(9), 3: php, 4: null })({ failed });
  expect(files).toMatchObject({ wanted: 4, putIn: 1, rejected: 3 });
  expect(files?.problems).toEqual([
    { id: "2", message: expect.stringContaining("info-hash") },
    { id: "3", message: "is serialised PHP in base64" },
    { id: "4", message: "has no .torrent in the database" },
  ]);
  expect(failed).toEqual(new Set(["2", "3", "4"]));
  stores.use((store) => expect(store.statistics.totals()).toMatchObject({ torrents: 1 }));
});

test("a row that came between two questions takes nobody's place", async () => {
  const round = site({ 2: torrent(2), 3: torrent(3) });
  const query = Session.prototype.query;
  using _ = spyOn(Session.prototype, "query").mockImplementation(async function (this: Session, ...words) {
    if (words[2] === "files") {
      using database = new Database(dir.path("site.db"));
      database
        .query("INSERT OR IGNORE INTO torrents VALUES (1, ?, 1, 0, 1700000000, ?)")
        .run(hashOf(torrent(1)), torrent(1));
    }
    return await query.apply(this, words);
  });
  const { files } = await round();
  expect(files).toMatchObject({ wanted: 2, putIn: 1, rejected: 1 });
  expect(files?.problems).toEqual([{ id: "3", message: "has no .torrent in the database" }]);
});

test("the connection is closed after a round, whatever became of it", async () => {
  const round = site({ 1: torrent(1) });
  using close = spyOn(Session.prototype, "close");
  await round();
  expect(close).toHaveBeenCalledTimes(1);
  dir.remove("site.db");
  await round().catch(() => {});
  expect(close).toHaveBeenCalledTimes(2);
});
