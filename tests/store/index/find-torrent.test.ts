import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { toRecord } from "../../../src/core/content/record.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { torrentByInfoHash, torrentsByInfoHashes } from "../../../src/store/index/find-torrent.ts";
import { Store } from "../../../src/store/store.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { tree } from "../../support/tree.ts";

const ROOT = join(import.meta.dir, "../../..");

test("a torrent is found by each of its info-hashes, and by one of version 2 cut to 20 bytes", () => {
  using dir = tree();
  const path = dir.path("x.db");
  const store = Store.open(path, { create: true });
  const files = [{ path: "a", length: 40_000 }];
  const [v1, v2, hybrid] = [
    plainTorrent("v1", 5),
    buildTorrent({ name: "v2", version: "v2", files }),
    buildTorrent({ name: "hybrid", version: "hybrid", files }),
  ].map((bytes) => addTorrent(store, bytes));
  const described = store.torrents.describe([v1 ?? 0, v2 ?? 0, hybrid ?? 0]);
  store.close();
  const database = new Database(path, { readonly: true });
  for (const [id, { infoHashV1, infoHashV2 }] of described) {
    const hashes = [infoHashV1, infoHashV2, infoHashV2?.subarray(0, 20)].filter((hash) => hash instanceof Uint8Array);
    expect(hashes.map((hash) => torrentByInfoHash(database, hash))).toEqual(hashes.map(() => id));
    expect(torrentsByInfoHashes(database, [...hashes, new Uint8Array(20)])).toEqual([id]);
  }
  expect(described.size).toBe(3);
  expect(torrentByInfoHash(database, new Uint8Array(20))).toBeNull();
  expect(torrentByInfoHash(database, new Uint8Array(32).fill(0xff))).toBeNull();
  database.close();
});

test("info-hashes with zeros in them are looked up as any other", () => {
  using store = memoryStore();
  const hashes = [0, 1, 19, 20, 31].map((at) => {
    const infoHashV2 = new Uint8Array(32).fill(0x41);
    infoHashV2[at] = 0;
    return infoHashV2;
  });
  const record = toRecord(
    parseMetainfo(buildTorrent({ name: "v2", version: "v2", files: [{ path: "a", length: 9 }] })),
  );
  const ids = hashes.map((infoHashV2) => store.write((writer) => writer.keep({ ...record, infoHashV2 }).id));
  expect(hashes.map((hash) => store.swarms.idOf(hash))).toEqual(ids);
  // The last two begin alike.
  expect(hashes.slice(0, 3).map((hash) => store.swarms.idOf(hash.subarray(0, 20)))).toEqual(ids.slice(0, 3));
  expect(store.swarms.idOf(new Uint8Array(20).fill(0x42))).toBeNull();
});

describe("one of version 2 cut to 20 bytes is understood by", () => {
  const bytes = buildTorrent({ name: "v2", version: "v2", files: [{ path: "a", length: 40_000 }] });
  const cut = (parseMetainfo(bytes).infoHashV2 ?? new Uint8Array()).subarray(0, 20);
  const hex = Buffer.from(cut).toString("hex");

  test("reports and revivals", () => {
    using store = memoryStore();
    const torrentId = addTorrent(store, bytes);
    const count = (seeders: number, at: number) =>
      store.write((writer) => store.swarms.apply(writer, [{ torrentId, at, seeders, leechers: 0 }], at)).revived;
    count(0, 1);
    const report = { at: 2, userId: "u", client: null, body: "{}", confirmed: [cut], rejected: [] };
    store.write(() => store.reports.add(report, 1_000));
    expect(store.torrentList.details(torrentId)?.confirmed).toBe(1);
    expect(count(1, 3).map(({ userId }) => userId)).toEqual(["u"]);
  });

  test("lists, checks, histories and hand-outs", () => {
    using store = memoryStore();
    const torrentId = addTorrent(store, bytes);
    expect(store.torrentList.among({ infoHash: cut }, "newest", [torrentId], 9)).toHaveLength(1);
    expect(store.torrentList.check([hex]).map(({ id }) => id)).toEqual([torrentId]);
    store.write(() => store.handOuts.append("u", [torrentId], 1));
    expect(store.handOuts.newest(9, { identity: null, infoHash: cut })).toHaveLength(1);
    store.write(() => store.history.addConfirmed("u", [cut], 2, new Set()));
    expect(store.history.torrentsOf("u", new Uint8Array(), 9).map((row) => row.torrentId)).toEqual([torrentId]);
    expect(store.write(() => store.history.add([{ userId: "v", infoHash: cut, at: 1 }], "import")).notIndexed).toBe(0);
    expect(store.history.torrentsOf("v", new Uint8Array(), 9).map((row) => row.torrentId)).toEqual([torrentId]);
  });
});

test("no other file looks an info-hash up by SQL of its own", async () => {
  const own = ["src/store/index/find-torrent.ts", "src/store/index/index-writer.ts"];
  const paths = [...new Bun.Glob("src/store/**/*.ts").scanSync({ cwd: ROOT })].filter((path) => !own.includes(path));
  expect(paths.length).toBeGreaterThan(20);
  for (const path of paths) {
    expect([path, /info_hash_v[12] (?:=|BETWEEN|IN|>|<)/.exec(await Bun.file(join(ROOT, path)).text())?.[0]]).toEqual([
      path,
      undefined,
    ]);
  }
});
