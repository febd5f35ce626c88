import { describe, expect, test } from "bun:test";
import type { Store } from "../../../src/store/store.ts";
import { crossSeeds } from "../../../src/work/torrents/cross-seeds.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent, contentOf } from "../../support/torrent-builder.ts";
import { tree } from "../../support/tree.ts";

const FILES = [
  { path: "e1.mkv", length: 70_000 },
  { path: "Subs/e1.srt", length: 300 },
];

async function found(store: Store, id: number): Promise<[id: number, by: string][]> {
  return (await crossSeeds(store, id)).torrents.map(({ id, by }) => [id, by.join(" ")]);
}

describe("the same content", () => {
  test("of version 1 is known by its pieces and by paths and lengths", async () => {
    using store = memoryStore();
    const add = (spec: object) => addTorrent(store, buildTorrent({ name: "Show", files: FILES, ...spec }));
    const own = add({});
    const source = add({ info: { source: "OTHER" } });
    const renamed = add({ name: "Show.Renamed" });
    const otherPieces = add({ pieceLength: 32_768 });
    const otherBytes = add({ files: [{ path: "e1.mkv", data: new Uint8Array(70_000) }, FILES[1]] });
    add({ files: [{ path: "e1.mkv", length: 70_000 }] });
    add({ name: "Stranger", files: [{ path: "x", length: 70_300 }] });
    expect(await found(store, own)).toEqual([
      [source, "pieces_hash content_signature"],
      [renamed, "pieces_hash"],
      [otherPieces, "content_signature"],
      [otherBytes, "content_signature"],
    ]);
  });

  test("of version 2 is known by roots, whatever the names, and meets version 1 in a hybrid", async () => {
    using store = memoryStore();
    const add = (spec: object) => addTorrent(store, buildTorrent({ name: "Show", files: FILES, ...spec }));
    const own = add({ version: "v2" });
    const hybrid = add({ version: "hybrid", pieceLength: 32_768 });
    const renamed = add({
      version: "v2",
      name: "Other",
      files: FILES.map((file, i) => ({ path: `z${i}`, data: contentOf(file) })),
    });
    const v1 = add({ padding: true });
    const otherBytes = add({ version: "v2", files: [{ path: "e1.mkv", data: new Uint8Array(70_000) }, FILES[1]] });
    expect(await found(store, own)).toEqual([
      [hybrid, "v2_roots"],
      [renamed, "v2_roots"],
    ]);
    expect((await found(store, hybrid)).map(([id]) => id)).toEqual([own, renamed]);
    expect(await found(store, v1)).toEqual([]);
    expect(await found(store, otherBytes)).toEqual([]);
  });

  test("is found in flagged and removed torrents too", async () => {
    using store = memoryStore();
    const own = addTorrent(store, plainTorrent("Show", [["a", 5]]));
    const other = addTorrent(store, plainTorrent("Show", [["a", 5]], { source: "x" }));
    store.write((writer) => writer.remove(other));
    expect((await crossSeeds(store, own)).torrents).toMatchObject([{ id: other, state: "removed" }]);
  });
});

test("pieces are read from the .torrent where the index has no hash of them", async () => {
  using dir = tree();
  using store = memoryStore();
  const ids = ["", "x", "yy"].map((source, i) => {
    const files = i === 2 ? [{ path: "e1.mkv", data: new Uint8Array(70_000) }, ...FILES.slice(1)] : FILES;
    const bytes = buildTorrent({ name: `Show ${i}`, files, announce: `http://t/${source}`, info: { source } });
    dir.write(`root/${i}.torrent`, bytes);
    return addTorrent(store, bytes, `${i}.torrent`, dir.path("root"));
  });
  expect(await found(store, ids[0] ?? 0)).toEqual([[ids[1] ?? 0, "pieces_hash"]]);
  withoutHashes(store);
  expect(await found(store, ids[0] ?? 0)).toEqual([[ids[1] ?? 0, "pieces_hash"]]);
});

function withoutHashes(store: Store): void {
  const { database } = store as unknown as { database: { run(sql: string): void } };
  database.run("UPDATE torrents SET pieces_hash = NULL");
}

test("it says how many there are beyond those it names", async () => {
  using store = memoryStore();
  const ids = Array.from({ length: 60 }, (_, i) => addTorrent(store, plainTorrent("Show", 5, { source: String(i) })));
  const { torrents, total, truncated } = await crossSeeds(store, ids[0] ?? 0);
  expect([torrents.length, total, truncated]).toEqual([50, 59, false]);
});

test("it says so where too many torrents have the same sizes", async () => {
  using store = memoryStore();
  for (let i = 0; i < 1_001; i++) addTorrent(store, plainTorrent(`Show ${i}`, 5));
  expect((await crossSeeds(store, 1)).truncated).toBe(false);
  addTorrent(store, plainTorrent("Show", 5));
  expect((await crossSeeds(store, 1)).truncated).toBe(true);
});
