import { expect, test } from "bun:test";
import { toRecord } from "../../../src/core/content/record.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { Store } from "../../../src/store/store.ts";
import { finishIndexing, finishLeftOver } from "../../../src/work/scan/finish-indexing.ts";
import { dumpIndex } from "../../support/dump.ts";
import { addTorrent } from "../../support/indexed.ts";
import { memoryLog } from "../../support/log.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { tree } from "../../support/tree.ts";

test("postings made from the file lists are those made from the .torrent files", async () => {
  using dir = tree();
  const torrents = [
    plainTorrent("Single Movie.MKV", 4_000_000_000),
    plainTorrent("Show", [
      ["CD1/Straße.flac", 7],
      ["CD2/STRASSE.flac", 7],
      ["pad", 9, "p"],
      ["link", 0, "l"],
      ["x", 8],
    ]),
    buildTorrent({
      name: "v2",
      version: "v2",
      files: [
        { path: "a/日本.mkv", length: 40_000 },
        { path: "b", length: 0 },
      ],
    }),
    buildTorrent({ name: "hybrid.bin", single: true, version: "hybrid", files: [{ path: "", length: 40_000 }] }),
  ];
  const expected = Store.open(dir.path("expected.db"), { create: true });
  for (const bytes of torrents) addTorrent(expected, bytes);
  expected.close();
  const store = Store.open(dir.path("stopped.db"), { create: true });
  for (const bytes of torrents) store.write((writer) => writer.keep(toRecord(parseMetainfo(bytes))));
  expect(dumpIndex(dir.path("stopped.db"))).toMatchObject({ names: [], sizes: [] });
  await finishIndexing(store);
  store.close();
  const { names, sizes, torrents: rows, totals, unindexed } = dumpIndex(dir.path("stopped.db"));
  const { locations: _, ...wanted } = dumpIndex(dir.path("expected.db"));
  expect({ names, sizes, torrents: rows, totals, unindexed }).toEqual(wanted as never);
  expect(names?.length).toBe(5);
});

test("a server that starts finishes what a killed push left, and says so where it cannot", async () => {
  using dir = tree();
  const path = dir.path("pushed.db");
  const store = Store.open(path, { create: true });
  const { log, lines } = memoryLog();
  store.write((writer) => writer.keep(toRecord(parseMetainfo(plainTorrent("x", 5)))));
  await finishLeftOver(path, log);
  expect(store.torrents.unindexed()).toEqual([]);
  expect(store.postings.counts("size", [5], 9)).toEqual(new Map([[5, 1]]));
  store.close();
  expect(lines).toEqual([]);
  await finishLeftOver(dir.path("none.db"), log);
  expect(lines).toHaveLength(1);
});
