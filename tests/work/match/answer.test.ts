import { describe, expect, test } from "bun:test";
import { mkdirSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { STATE } from "../../../src/core/api/torrent-state.ts";
import type { RequestedFile, Tier } from "../../../src/core/match/match.ts";
import { decodePath } from "../../../src/core/path-bytes.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { Store } from "../../../src/store/store.ts";
import { type AnsweredTorrent, answer } from "../../../src/work/match/answer.ts";
import { rank } from "../../../src/work/match/matcher.ts";
import { dumpIndex } from "../../support/dump.ts";
import { addTorrent } from "../../support/indexed.ts";
import { type PlainOptions, plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { tree } from "../../support/tree.ts";

/** A store and .torrent files that lie where it says. */
function library() {
  const dir = tree();
  const path = dir.path("reseeder.db");
  const store = Store.open(path, { create: true });
  return {
    dir,
    store,
    add: (name: string, bytes: Uint8Array) => {
      dir.write(name, bytes);
      return addTorrent(store, bytes, name, dir.root);
    },
    dump: () => dumpIndex(path),
    async ask(files: RequestedFile[], tier: Tier = "size") {
      const query = { tier, files, exclude: new Set<number>(), limit: 500 };
      return Array.fromAsync(answer(store, query, await rank(store, query)), (each) =>
        // Its bytes are valid until the next one is asked for.
        "torrent" in each ? { ...each, torrent: new Uint8Array(each.torrent) as Uint8Array } : each,
      );
    },
    [Symbol.dispose]() {
      store.close();
      dir[Symbol.dispose]();
    },
  };
}

const bytesOf = (answered: unknown[]) => answered.map((one) => (one as AnsweredTorrent).torrent);

test("says all that the protocol wants of a torrent", async () => {
  using lib = library();
  const bytes = plainTorrent("Show", [
    ["S01/E01.mkv", 700],
    ["S01/E02.mkv", 300],
    ["pad", 9, "p"],
  ]);
  const id = lib.add("a.torrent", bytes);
  const metainfo = parseMetainfo(bytes);
  expect(await lib.ask([{ name: "e01.MKV", size: 700 }], "name")).toEqual([
    {
      torrentId: id,
      externalId: null,
      infoHash: new Bun.CryptoHasher("sha1")
        .update(bytes.subarray(metainfo.info.start, metainfo.info.end))
        .digest("hex"),
      name: "Show",
      torrent: bytes,
      size: 1000,
      coverage: { files: 1, ofFiles: 2, bytes: 700, ofBytes: 1000 },
      seeders: null,
      files: [{ requestIndex: 0, path: "Show/S01/E01.mkv", match: "name" }],
      filesComplete: true,
    },
  ]);
});

test("a v2 torrent has 64 digits, a hybrid the 40 of its v1 half", async () => {
  using lib = library();
  const made = (version: "v2" | "hybrid") =>
    buildTorrent({
      name: version,
      version,
      files: [
        { path: "x", length: 40_000 },
        { path: "y", length: 1 },
      ],
    });
  lib.add("2.torrent", made("v2"));
  lib.add("h.torrent", made("hybrid"));
  const answered = await lib.ask([{ size: 40_000 }]);
  expect(answered.map((one) => (one as AnsweredTorrent).infoHash.length).sort()).toEqual([40, 64]);
  expect(bytesOf(answered)).toEqual(answered.map((one) => made((one as AnsweredTorrent).name as "v2" | "hybrid")));
});

test("one that is taken off offer while the answer goes out does not leave any more", async () => {
  using lib = library();
  const count = 120;
  for (let n = 0; n < count; n++) lib.add(`${n}.torrent`, plainTorrent(`t${n}`, 7));
  const query = { tier: "size", files: [{ size: 7 }], exclude: new Set<number>(), limit: 500 } as const;
  const gone: number[] = [];
  const given: number[] = [];
  for await (const { torrentId } of answer(lib.store, query, await rank(lib.store, query))) {
    given.push(torrentId);
    if (given.length > 60) continue;
    // The next one and the last one left, whose places in the answer are read ahead.
    for (const id of [torrentId + 1, count + 1 - given.length]) {
      const bits = given.length % 2 ? STATE.WITHHELD : STATE.FLAGGED;
      if (given.length % 5 > 0 || given.includes(id)) continue;
      lib.store.write((writer) => gone.push(Number(writer.changeState(id, bits, 0)) * id));
    }
  }
  const wanted = new Set(gone.filter((id) => id > 0));
  expect(wanted.size).toBeGreaterThan(15);
  expect(given.filter((id) => wanted.has(id))).toEqual([]);
  expect(given.length).toBe(count - wanted.size);
});

describe("the file at the time of the answer", () => {
  test("is what goes out, also when what stands around info has changed meanwhile", async () => {
    using lib = library();
    const with_ = (more: PlainOptions) => plainTorrent("a", 7, more);
    lib.add("a.torrent", with_({ announce: "http://one/" }));
    lib.dir.write("a.torrent", with_({ announce: "http://two/" }));
    expect(bytesOf(await lib.ask([{ size: 7 }]))).toEqual([with_({ announce: "http://two/" })]);
  });

  const original = plainTorrent("a", 7, { announce: "http://a/" });
  const flipped = original.slice();
  // The last byte of the pieces: the file is as long as before and its info is another.
  flipped[flipped.length - 3] = 1;

  test.each<[string, (path: string) => unknown]>([
    ["gone", (path) => renameSync(path, `${path}-aside`)],
    ["cut", (path) => truncateSync(path, 20)],
    ["empty", (path) => truncateSync(path, 0)],
    ["longer", (path) => writeFileSync(path, Buffer.concat([original, Buffer.from("x")]))],
    [
      "another torrent of the same length",
      (path) => writeFileSync(path, plainTorrent("b", 7, { announce: "http://a/" })),
    ],
    ["one bit different", (path) => writeFileSync(path, flipped)],
    [
      "the same torrent at another offset",
      (path) => writeFileSync(path, plainTorrent("a", 7, { announce: "http://longer/" })),
    ],
    ["a folder", (path) => [renameSync(path, `${path}-aside`), mkdirSync(path)]],
  ])("that is %s is skipped, the others are answered, and the index stays as it is", async (_, change) => {
    using lib = library();
    const before = lib.add(
      "1.torrent",
      plainTorrent("first", [
        ["x", 7],
        ["y", 1],
      ]),
    );
    const id = lib.add("a.torrent", original);
    const after = lib.add(
      "z.torrent",
      plainTorrent("last", [
        ["x", 7],
        ["y", 2],
      ]),
    );
    const index = lib.dump();
    change(lib.dir.path("a.torrent"));
    const answered = await lib.ask([{ size: 7 }]);
    expect(answered).toHaveLength(3);
    expect(answered).toContainEqual({ torrentId: id, skipped: true });
    const others = answered.filter((one) => !("skipped" in one));
    expect(others.map(({ torrentId }) => torrentId).sort()).toEqual([before, after]);
    expect(lib.dump()).toEqual(index);
  });

  test("is taken from the next place that still holds it", async () => {
    using lib = library();
    const copies = ["http://one/", "http://two/", "http://three/"].map((announce) =>
      plainTorrent("a", 7, { announce }),
    );
    const names = ["a.torrent", "sub/b.torrent", "c.torrent"];
    const ids = names.map((name, i) => lib.add(name, copies[i] as Uint8Array));
    expect(new Set(ids).size).toBe(1);
    for (let i = 0; i < 3; i++) {
      expect(bytesOf(await lib.ask([{ size: 7 }]))).toEqual([copies[i] as Uint8Array]);
      lib.dir.write(names[i] ?? "", "overwritten");
    }
    expect(await lib.ask([{ size: 7 }])).toEqual([{ torrentId: ids[0] as number, skipped: true }]);
  });

  test("is found under a name that is no UTF-8", async () => {
    using lib = library();
    const bytes = plainTorrent("a", 7);
    const path = lib.dir.bytes(Buffer.from("caf\xe9.torrent", "latin1"));
    writeFileSync(path, bytes);
    addTorrent(lib.store, bytes, decodePath(path).slice(lib.dir.root.length + 1), lib.dir.root);
    expect(bytesOf(await lib.ask([{ size: 7 }]))).toEqual([bytes]);
  });
});

test("a torrent that lies nowhere is skipped", async () => {
  using lib = library();
  const id = lib.add("a.torrent", plainTorrent("a", 7));
  const location = lib.store.locations.ofRoot(1).id[0] ?? 0;
  lib.store.write((writer) => writer.removeLocation(location));
  expect(await lib.ask([{ size: 7 }])).toEqual([{ torrentId: id, skipped: true }]);
});

test("many torrents come in the order of the ranking, whatever their sizes", async () => {
  using lib = library();
  const ids = Array.from({ length: 130 }, (_, i) =>
    lib.add(
      `${i}.torrent`,
      plainTorrent(
        `t${i}`,
        [
          ["x", 7],
          ["y", 1 + i],
        ],
        { outer: { comment: "c".repeat((i % 7) * 60_000) } },
      ),
    ),
  );
  lib.dir.remove("60.torrent");
  const answered = await lib.ask([{ size: 7 }]);
  // All cover 7 bytes; the smaller a torrent, the larger that share.
  expect(answered.map(({ torrentId }) => torrentId)).toEqual(ids);
  expect(answered.filter((one) => "skipped" in one)).toEqual([{ torrentId: ids[60] as number, skipped: true }]);
});

describe("pairs", () => {
  const volumes = (name: string, count: number) =>
    plainTorrent(
      name,
      Array.from({ length: count }, (_, i) => [`r${i}`, 50] as const),
    );

  test("of one torrent end at 10,000; coverage does not", async () => {
    using lib = library();
    lib.add("a.torrent", volumes("a", 1_000));
    const [one] = await lib.ask(Array.from({ length: 1_000 }, () => ({ size: 50 })));
    expect(one).toMatchObject({ filesComplete: false, coverage: { files: 1_000, bytes: 50_000 } });
    expect((one as AnsweredTorrent).files).toHaveLength(10_000);
  });

  test("of one answer end at 100,000; torrents still come", async () => {
    using lib = library();
    for (let i = 0; i < 12; i++) lib.add(`${i}.torrent`, volumes(`t${i}`, 100));
    const answered = (await lib.ask(Array.from({ length: 90 }, () => ({ size: 50 })))) as AnsweredTorrent[];
    expect(answered.map(({ files }) => files.length)).toEqual([...Array<number>(11).fill(9_000), 1_000]);
    expect(answered.map(({ filesComplete }) => filesComplete)).toEqual([...Array<boolean>(11).fill(true), false]);
    expect(answered.at(-1)?.coverage.files).toBe(90);
  });
});
