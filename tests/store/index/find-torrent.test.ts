import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { findTorrent } from "../../../src/store/index/find-torrent.ts";
import { Store } from "../../../src/store/store.ts";
import { addTorrent } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { tree } from "../../support/tree.ts";

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
    expect(hashes.map((hash) => findTorrent(database, hash))).toEqual(hashes.map(() => id));
  }
  expect(described.size).toBe(3);
  expect(findTorrent(database, new Uint8Array(20))).toBeNull();
  expect(findTorrent(database, new Uint8Array(32).fill(0xff))).toBeNull();
  database.close();
});
