import { expect, test } from "bun:test";
import { toRecord } from "../../../src/core/content/record.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { Store } from "../../../src/store/store.ts";
import { type IngestOptions, ingest, type Offered } from "../../../src/work/ingest/ingest.ts";
import { rank } from "../../../src/work/match/matcher.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

const OPTIONS: IngestOptions = { hashPieces: false, idPattern: null, finishOthers: false };

/** A database in which a killed process left one torrent without its postings. */
function leftBehind() {
  const dir = tree();
  const path = dir.path("reseeder.db");
  const store = Store.open(path, { create: true });
  const left = store.write((writer) => writer.keep(toRecord(parseMetainfo(plainTorrent("left", 11)))).id);
  store.write((writer) => writer.store(left, plainTorrent("left", 11), 0));
  const stores = new Stores(path, { busyTimeoutMs: 20 });
  return {
    left,
    async put(offers: Offered[], options: Partial<IngestOptions> = {}) {
      const source = (async function* () {
        yield* offers;
      })();
      return (await Array.fromAsync(ingest(stores, source, { ...OPTIONS, ...options }))).flat();
    },
    async found(size: number) {
      const query = { tier: "size", files: [{ size }], exclude: new Set<number>(), limit: 10 } as const;
      return (await rank(store, query)).candidates.map(({ torrentId }) => torrentId);
    },
    [Symbol.dispose]() {
      stores.close();
      store.close();
      dir[Symbol.dispose]();
    },
  };
}

test.each([true, false])(
  "what a killed process left is finished first when that is asked for: %p",
  async (finishOthers) => {
    using world = leftBehind();
    expect(await world.found(11)).toEqual([]);
    const [added] = await world.put([{ kind: "file", name: "new", bytes: plainTorrent("new", 22) }], {
      finishOthers,
    });
    expect(added?.outcome).toBe("added");
    expect(await world.found(11)).toEqual(finishOthers ? [world.left] : []);
    expect(await world.found(22)).toHaveLength(1);
  },
);

test("bytes whose info would not stay the same without their secrets are rejected", async () => {
  using world = leftBehind();
  const stripped = plainTorrent("another", 33);
  const bytes = plainTorrent("whole", 33);
  expect(await world.put([{ kind: "file", name: "a", bytes }], { strip: () => stripped })).toEqual([
    { name: "a", outcome: "rejected", code: "SYNTAX", message: expect.stringContaining("would change") },
  ]);
  expect(await world.found(33)).toEqual([]);
});

test("a torrent with another info-hash than was said is rejected", async () => {
  using world = leftBehind();
  const bytes = plainTorrent("one", 44);
  const own = parseMetainfo(bytes).infoHashV1 ?? new Uint8Array();
  const said = new Uint8Array(20).fill(1);
  const [wrong, right] = await world.put([
    { kind: "file", name: "wrong", bytes, infoHash: said },
    { kind: "file", name: "right", bytes, infoHash: own },
  ]);
  expect(wrong).toMatchObject({ name: "wrong", outcome: "rejected", code: "INFO_HASH_MISMATCH" });
  expect(right).toMatchObject({ name: "right", outcome: "added" });
});
