import { Database } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { STATE } from "../../../src/core/api/torrent-state.ts";
import { fileKey } from "../../../src/core/content/names.ts";
import { toRecord } from "../../../src/core/content/record.ts";
import type { RequestedFile, Tier } from "../../../src/core/match/match.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { PostingsBuffer } from "../../../src/store/index/postings-buffer.ts";
import { Store } from "../../../src/store/store.ts";
import { type AnsweredTorrent, answer } from "../../../src/work/match/answer.ts";
import { type MatchQuery, POPULAR, rank } from "../../../src/work/match/matcher.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { type PlainFile, plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

const GIB = 1024 ** 3;

const query = (tier: Tier, files: RequestedFile[], more: Partial<MatchQuery> = {}): MatchQuery => ({
  tier,
  files,
  exclude: new Set(),
  limit: 500,
  ...more,
});

const sizes = (...values: number[]) => values.map((size) => ({ size }));

async function ranked(store: Store, asked: MatchQuery) {
  const { candidates, total, truncated, ambiguousSizes } = await rank(store, asked);
  return { ids: candidates.map(({ torrentId }) => torrentId), candidates, total, truncated, ambiguousSizes };
}

test("of many values held by many the rarest are expanded, and what is over the budget finds nothing by itself", async () => {
  using dir = tree();
  const path = dir.path("reseeder.db");
  const store = Store.open(path, { create: true });
  const [VALUES, HELD] = [250, 900];
  const ids = Array.from({ length: HELD }, (_, i) => addTorrent(store, plainTorrent(`t${i}`, 1, { source: `${i}` })));
  const last = addTorrent(store, plainTorrent("last", 1, { source: "last" }));
  store.write((writer) => {
    for (let value = 1_000; value < 1_000 + VALUES; value++) {
      const holders = value === 1_000 + VALUES - 1 ? [...ids, last] : ids;
      writer.index(
        "size",
        holders.flatMap((id) => [value, id, 1]),
      );
    }
  });
  const found = await ranked(store, query("size", sizes(...Array.from({ length: VALUES }, (_, i) => 1_000 + i))));
  expect([found.total, found.ids.includes(last)]).toEqual([HELD, false]);
  const alone = await ranked(store, query("size", sizes(1_000 + VALUES - 1), { limit: 1_000 }));
  expect([alone.total, alone.ids.includes(last)]).toEqual([HELD + 1, true]);
  store.close();
});

describe("what is found", () => {
  test("is what is on offer: nothing missing, flagged or removed, nothing the client has", async () => {
    using store = memoryStore();
    const ids = Array.from({ length: 6 }, (_, i) => addTorrent(store, plainTorrent(`t${i}`, 7, { source: `${i}` })));
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = ids;
    store.write((writer) => {
      writer.changeState(b, STATE.MISSING, 0);
      writer.changeState(c, STATE.FLAGGED, 0);
      writer.changeState(d, STATE.REMOVED, 0);
    });
    const found = await ranked(store, query("size", sizes(7), { exclude: new Set([e, 999]) }));
    expect(found).toMatchObject({ ids: [a, f], total: 2, truncated: false, ambiguousSizes: [] });
  });

  test("by name: NFC and NFD, either case, the last part of either kind of path", async () => {
    using store = memoryStore();
    const id = addTorrent(
      store,
      plainTorrent("Show", [
        ["S01/Amélie Straße.MKV", 4 * GIB],
        ["b", 1],
      ]),
    );
    for (const name of [
      "Amélie Straße.MKV",
      "AME\u0301LIE STRASSE.mkv",
      "D:\\Filme\\amélie stra\u1e9ee.mkv",
      "/media/x\\Amélie Straße.mkv",
    ]) {
      expect((await ranked(store, query("name", [{ name, size: 4 * GIB }]))).ids).toEqual([id]);
    }
    for (const [name, size] of [
      ["Amelie Straße.MKV", 4 * GIB],
      ["Amélie Straße.MKV", 4 * GIB - 1],
      ["Show", 4 * GIB],
    ] as const) {
      expect((await ranked(store, query("name", [{ name, size }]))).ids).toEqual([]);
    }
    expect((await ranked(store, query("name", [{ size: 4 * GIB }]))).ids).toEqual([]);
  });

  test("never by padding, links and empty files", async () => {
    using store = memoryStore();
    addTorrent(
      store,
      plainTorrent("Show", [
        ["real", 1000],
        [".pad/24", 24, "p"],
        ["_____padding_file_0_if you see this file, please update to BitComet 0.85 or above____", 25],
        ["marked", 26, "xp"],
        ["link", 0, "l"],
        ["empty", 0],
      ]),
    );
    for (const size of [24, 25, 26, 0]) expect((await ranked(store, query("size", sizes(size)))).total).toBe(0);
    for (const [name, size] of [
      ["24", 24],
      ["marked", 26],
      ["link", 0],
      ["empty", 0],
    ] as const) {
      expect((await ranked(store, query("name", [{ name, size }]))).total).toBe(0);
    }
    const { candidates } = await ranked(store, query("size", sizes(1000, 24, 25, 26, 0)));
    expect(candidates[0]?.coverage).toEqual({ files: 1, ofFiles: 1, bytes: 1000, ofBytes: 1000 });
  });

  test("nothing asked, nothing found", async () => {
    using store = memoryStore();
    addTorrent(store, plainTorrent("a", 1));
    for (const tier of ["name", "size"] as const) {
      expect(await ranked(store, query(tier, []))).toMatchObject({ ids: [], total: 0, truncated: false });
    }
  });

  test("is cut after sorting, and the rest comes when the first are excluded", async () => {
    using store = memoryStore();
    for (let i = 1; i <= 7; i++)
      addTorrent(
        store,
        plainTorrent(`t${i}`, [
          ["a", 100],
          ["b", i],
        ]),
      );
    const files = sizes(100);
    const first = await ranked(store, query("size", files, { limit: 3 }));
    expect(first).toMatchObject({ ids: [1, 2, 3], total: 7, truncated: true });
    const second = await ranked(store, query("size", files, { limit: 3, exclude: new Set(first.ids) }));
    expect(second).toMatchObject({ ids: [4, 5, 6], total: 4, truncated: true });
    const last = await ranked(
      store,
      query("size", files, { limit: 3, exclude: new Set([...first.ids, ...second.ids]) }),
    );
    expect(last).toMatchObject({ ids: [7], total: 1, truncated: false });
    expect(await ranked(store, query("size", files, { limit: 7 }))).toMatchObject({ total: 7, truncated: false });
  });
});

// Every torrent has ten equal-named-and-sized files that all others have too; all but one also have one more.
function crowd(store: Store): void {
  const rows = new PostingsBuffer(store);
  store.write((writer) => {
    for (let i = 0; i <= POPULAR; i++) {
      const files: PlainFile[] = Array.from({ length: 10 }, (_, n) => [`p${n}`, 100 + n]);
      if (i < POPULAR) files.push(["q", 500]);
      if (i < 3) files.push([`own${i}`, 1000 + i]);
      const record = toRecord(parseMetainfo(plainTorrent(`t${i}`, files)));
      rows.add(writer.keep(record).id, record);
    }
  });
  Array.from(rows.flush());
}

describe("popular sizes", () => {
  let crowded: Store;
  beforeAll(() => {
    crowded = memoryStore();
    crowd(crowded);
  });
  afterAll(() => crowded.close());
  const named = (...files: [string, number][]) => files.map(([name, size]) => ({ name, size }));
  const popular = Array.from({ length: 10 }, (_, n) => 100 + n);

  test("alone they are the answer, and it says that they are ambiguous", async () => {
    const found = await ranked(crowded, query("size", sizes(100), { limit: 2 }));
    expect(found).toMatchObject({ total: POPULAR + 1, truncated: true, ambiguousSizes: [100] });
    expect(await ranked(crowded, query("size", sizes(100, 101)))).toMatchObject({
      total: POPULAR + 1,
      ambiguousSizes: [100, 101],
    });
    const byName = await ranked(crowded, query("name", named(["P0", 100])));
    expect(byName).toMatchObject({ total: POPULAR + 1, ambiguousSizes: [100] });
  });

  test("a size of exactly 1,000 torrents is not popular yet", async () => {
    expect(await ranked(crowded, query("size", sizes(500)))).toMatchObject({ total: POPULAR, ambiguousSizes: [] });
    expect(await ranked(crowded, query("size", sizes(500, 1001)))).toMatchObject({
      total: POPULAR,
      ambiguousSizes: [],
    });
    // With so many hits beside it that the values are counted first.
    const all = await ranked(crowded, query("size", sizes(500, ...popular)));
    expect(all).toMatchObject({ total: POPULAR, ambiguousSizes: popular });
    expect(all.candidates[0]?.coverage.files).toBe(11);
  });

  test.each([
    ["few", [100]],
    ["many", popular],
  ])("%s beside another file only add coverage to what that one found", async (_, asked) => {
    const found = await ranked(crowded, query("size", sizes(...asked, 1001)));
    expect(found).toMatchObject({ ids: [2], total: 1, ambiguousSizes: asked });
    const bytes = asked.reduce((sum, size) => sum + size, 1001);
    expect(found.candidates[0]?.coverage).toMatchObject({ files: asked.length + 1, bytes });
    const byName = await ranked(
      crowded,
      query("name", named(...asked.map((size): [string, number] => [`p${size - 100}`, size]), ["OWN1", 1001])),
    );
    expect(byName).toMatchObject({ ids: [2], ambiguousSizes: asked });
    expect(byName.candidates[0]?.coverage).toMatchObject({ files: asked.length + 1, bytes });
  });

  test("beside a file that finds nothing they find nothing: something else was asked", async () => {
    expect(await ranked(crowded, query("size", sizes(100, 77)))).toMatchObject({ total: 0, ambiguousSizes: [100] });
  });

  test("others get their turn while a large request is matched", async () => {
    let turns = 0;
    let running = true;
    const tick = () => {
      turns++;
      if (running) setImmediate(tick);
    };
    setImmediate(tick);
    await rank(crowded, query("size", sizes(...Array.from({ length: 10_000 }, (_, i) => i + 1))));
    running = false;
    expect(turns).toBeGreaterThan(9);
  });
});

test("a torrent found by a wrong key is not handed out, nor counted as skipped", async () => {
  using dir = tree();
  const store = Store.open(dir.path("x.db"), { create: true });
  const right = dir.write("right.torrent", plainTorrent("movie.mkv", 7));
  dir.write("wrong.torrent", plainTorrent("stranger.mkv", 7));
  const ids = ["right.torrent", "wrong.torrent"].map((name) =>
    addTorrent(store, plainTorrent(name === "right.torrent" ? "movie.mkv" : "stranger.mkv", 7), name, dir.root),
  );
  const sql = new Database(dir.path("x.db"));
  sql.run("INSERT INTO name_index VALUES (?, ?, 1)", [fileKey("movie.mkv", 7), ids[1] ?? 0]);
  sql.close();
  const asked = query("name", [{ name: "movie.mkv", size: 7 }]);
  const ranking = await rank(store, asked);
  expect(ranking.candidates).toHaveLength(2);
  // Its bytes are valid until the next one is asked for.
  const answered = await Array.fromAsync(answer(store, asked, ranking), (each) => ({
    torrentId: each.torrentId,
    torrent: Buffer.from((each as AnsweredTorrent).torrent),
  }));
  expect(answered).toEqual([{ torrentId: ids[0] ?? 0, torrent: Buffer.from(await Bun.file(right).arrayBuffer()) }]);
  store.close();
});

// A matcher written anew from the protocol, with loops over everything, against rank() and answer().
describe("random requests to random torrents", () => {
  // Spellings of one name stand in one list, so that nothing here folds names the way the program does.
  const NAMES = [
    ["a.mkv", "A.MKV", "a.mKv"],
    ["Amélie.mkv", "AME\u0301LIE.mkv", "AMÉLIE.MKV"],
    ["Straße", "STRASSE", "strasse"],
    ["σίσυφος", "ΣΊΣΥΦΟΣ"],
    ["b.nfo"],
    ["c"],
  ];
  const SIZES = [1, 2, 3, 500, 5 * GIB];
  let state = 20_261_120;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pick = <T>(list: readonly T[]): T => list[next(list.length)] as T;

  interface Model {
    id: number;
    name: string;
    files: { path: string; kind: number; size: number; real: boolean }[];
    seeders: number | null;
    offered: boolean;
  }

  interface Expected {
    id: number;
    coverage: { files: number; ofFiles: number; bytes: number; ofBytes: number };
    seeders: number | null;
    pairs: Set<string>;
  }

  function reference(
    torrents: Model[],
    asked: (RequestedFile & { kind: number })[],
    tier: Tier,
    exclude: Set<number>,
  ): Expected[] {
    const found: Expected[] = [];
    for (const torrent of torrents) {
      if (!torrent.offered || exclude.has(torrent.id)) continue;
      const real = torrent.files.filter((file) => file.real);
      const alike = (file: { kind: number; size: number }, request: RequestedFile & { kind: number }) =>
        request.size > 0 &&
        file.size === request.size &&
        (tier === "size" || (request.name !== undefined && file.kind === request.kind));
      const pairs = new Set<string>();
      let [files, bytes] = [0, 0];
      const freeRequests = new Set(asked);
      for (const file of real) {
        const requests = asked.filter((request) => alike(file, request));
        const rivals = real.filter((other) => requests.some((request) => alike(other, request)));
        for (const request of requests) {
          const decided = tier === "name" && requests.length === 1 && rivals.length === 1;
          pairs.add(`${asked.indexOf(request)} ${torrent.name}/${file.path} ${decided ? "name" : "size"}`);
        }
        // Files that are alike are interchangeable, so taking the first free one covers as many as possible.
        const partner = requests.find((request) => freeRequests.has(request));
        if (!partner) continue;
        freeRequests.delete(partner);
        files++;
        bytes += file.size;
      }
      const ofBytes = real.reduce((sum, { size }) => sum + size, 0);
      if (files > 0)
        found.push({
          id: torrent.id,
          coverage: { files, ofFiles: real.length, bytes, ofBytes },
          seeders: torrent.seeders,
          pairs,
        });
    }
    const band = ({ coverage: { bytes, ofBytes } }: Expected) =>
      [100, 99, 90, 50, 0].findIndex((percent) => bytes * 100 >= percent * ofBytes);
    const need = ({ seeders }: Expected) => [0, null, 1, 2, 3, 4, 5].indexOf(seeders);
    return found.sort(
      (a, b) =>
        band(a) - band(b) ||
        need(a) - need(b) ||
        b.coverage.bytes / b.coverage.ofBytes - a.coverage.bytes / a.coverage.ofBytes ||
        b.coverage.ofBytes - a.coverage.ofBytes ||
        a.id - b.id,
    );
  }

  function build(dir: { write(path: string, bytes: Uint8Array): string; root: string; path(name: string): string }): {
    store: Store;
    torrents: Model[];
  } {
    const store = Store.open(dir.path("x.db"), { create: true });
    const torrents: Model[] = [];
    for (let n = 0; n < 60; n++) {
      const files = Array.from({ length: 1 + next(8) }, (_, i) => {
        const kind = next(NAMES.length);
        const special = next(12);
        const attr = special === 0 ? "p" : undefined;
        const size = special === 1 ? 0 : pick(SIZES);
        return { path: `${i}/${pick(NAMES[kind] ?? [])}`, kind, size, attr, real: attr === undefined && size > 0 };
      });
      if (!files.some(({ size }) => size > 0)) continue;
      const plain = files.map(({ path, size, attr }): PlainFile => (attr ? [path, size, attr] : [path, size]));
      const bytes = plainTorrent(`t${n}`, plain);
      dir.write(`${n}.torrent`, bytes);
      const id = addTorrent(store, bytes, `${n}.torrent`, dir.root);
      torrents.push({ id, name: `t${n}`, files, seeders: pick([0, null, 1, 2, 5]), offered: true });
    }
    const sql = new Database(dir.path("x.db"));
    for (const { id, seeders } of torrents) sql.run("UPDATE torrents SET seeders = ? WHERE id = ?", [seeders, id]);
    sql.close();
    store.write((writer) => {
      for (const torrent of torrents) {
        if (next(8) > 0) continue;
        torrent.offered = false;
        writer.changeState(torrent.id, pick([1, 2, 4, 3]), 0);
      }
    });
    return { store, torrents };
  }

  test("rank and answer equal the reference", async () => {
    using dir = tree();
    const { store, torrents } = build(dir);
    let handedOut = 0;
    for (let round = 0; round < 150; round++) {
      const tier = pick(["name", "size"] as const);
      const asked = Array.from({ length: next(9) }, () => {
        const kind = next(NAMES.length);
        const name = `${pick(["", "x/", "C:\\y\\"])}${pick(NAMES[kind] ?? [])}`;
        const size = next(15) === 0 ? 0 : pick(SIZES);
        return next(8) === 0 ? { kind, size } : { kind, name, size };
      });
      const exclude = new Set(torrents.filter(() => next(10) === 0).map(({ id }) => id));
      const limit = 1 + next(40);
      const expected = reference(torrents, asked, tier, exclude);
      const request = query(tier, asked, { exclude, limit });
      const ranking = await rank(store, request);
      expect(
        ranking.candidates.map(({ torrentId, coverage, seeders }) => ({ id: torrentId, coverage, seeders })),
      ).toEqual(expected.slice(0, limit).map(({ pairs: _, ...rest }) => rest));
      expect([ranking.total, ranking.truncated]).toEqual([expected.length, expected.length > limit]);
      const answered = await Array.fromAsync(answer(store, request, ranking));
      expect(answered).toHaveLength(Math.min(limit, expected.length));
      for (const [i, torrent] of answered.entries()) {
        if ("skipped" in torrent) throw new Error(`torrent ${torrent.torrentId} was skipped`);
        const { id, coverage, pairs } = expected[i] as Expected;
        expect([torrent.torrentId, torrent.coverage]).toEqual([id, coverage]);
        expect(
          new Set(torrent.files.map(({ requestIndex, path, match }) => `${requestIndex} ${path} ${match}`)),
        ).toEqual(pairs);
        expect(torrent.files).toHaveLength(pairs.size);
        handedOut++;
      }
    }
    expect(handedOut).toBeGreaterThan(1_000);
    store.close();
  });
});
