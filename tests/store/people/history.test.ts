import { expect, test } from "bun:test";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { HISTORY_START } from "../../../src/store/people/history.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";

const hash = (byte: number, length = 20) => new Uint8Array(length).fill(byte);
const entry = (userId: string, infoHash: Uint8Array, at: number | null = null) => ({ userId, infoHash, at });

test("the same again changes nothing; the earlier time and the tracker's word stay", () => {
  using store = memoryStore();
  const add = (source: "import" | "report", ...entries: ReturnType<typeof entry>[]) =>
    store.write(() => store.history.add(entries, source));
  expect(add("report", entry("a", hash(1), 50), entry("a", hash(2)), entry("b", hash(1), 7))).toEqual({
    added: 3,
    known: 0,
    notIndexed: 3,
  });
  expect(add("import", entry("a", hash(1), 60), entry("a", hash(2), 9), entry("c", hash(3, 32)))).toMatchObject({
    added: 1,
    known: 2,
  });
  expect(add("report", entry("a", hash(1), 40), entry("a", hash(2), 99), entry("a", hash(2)))).toMatchObject({
    added: 0,
    known: 3,
  });
  const rows = (user: string) =>
    store.history.rowsOf(user, HISTORY_START, 10).map(({ infoHash, at, source }) => [infoHash[0], at, source]);
  expect(rows("a")).toEqual([
    [1, 40, "import"],
    [2, 9, "import"],
  ]);
  expect(rows("b")).toEqual([[1, 7, "report"]]);
  add("import", entry("c", hash(3, 32), 5), entry("c", hash(3, 32)));
  expect(rows("c")).toEqual([[3, 5, "import"]]);
  expect([rows("a").length, rows("b").length, rows("c").length]).toEqual([2, 1, 1]);
  expect(store.write(() => store.history.remove("a"))).toBe(2);
  expect([rows("a").length, rows("b").length]).toEqual([0, 1]);
});

test("a user's torrents on offer, by any of their hashes, page by page", () => {
  using store = memoryStore();
  const torrents = [
    plainTorrent("one", 100),
    buildTorrent({ name: "two", files: [{ path: "f", length: 40_000 }], version: "hybrid" }),
    buildTorrent({ name: "three", files: [{ path: "f", length: 50_000 }], version: "v2" }),
    plainTorrent("flagged", 101),
  ];
  const ids = torrents.map((bytes) => addTorrent(store, bytes));
  const [one, two, three, flagged] = torrents.map((bytes) => parseMetainfo(bytes));
  store.write((writer) => writer.changeState(ids[3] ?? 0, 2, 0));
  const hashes = [one?.infoHashV1, two?.infoHashV2?.slice(0, 20), three?.infoHashV2, flagged?.infoHashV1, hash(0)];
  const entries = hashes.map((infoHash, i) => entry("a", infoHash ?? hash(9), i));
  expect(store.write(() => store.history.add([...entries, entry("b", hash(0))], "import"))).toEqual({
    added: 6,
    known: 0,
    notIndexed: 2,
  });
  const whole = store.history.torrentsOf("a", HISTORY_START, 10);
  expect(whole.map(({ at, torrentId }) => [at, torrentId]).sort()).toEqual([
    [0, ids[0] as number],
    [1, ids[1] as number],
    [2, ids[2] as number],
    [3, null],
    [4, null],
  ]);
  const paged = [];
  for (let after = HISTORY_START; ; ) {
    const page = store.history.torrentsOf("a", after, 2);
    paged.push(...page);
    if (page.length === 0) break;
    after = page.at(-1)?.infoHash ?? after;
  }
  expect(paged).toEqual(whole);
  expect(store.history.torrentsOf("nobody", HISTORY_START, 10)).toEqual([]);
});

test("of what is confirmed, what was handed to this user counts", () => {
  using store = memoryStore();
  const torrents = [1, 2, 3].map((size) => plainTorrent(`t${size}`, size));
  const hybrid = buildTorrent({ name: "two", files: [{ path: "f", length: 40_000 }], version: "hybrid" });
  const ids = [...torrents, hybrid].map((bytes) => addTorrent(store, bytes));
  const parsed = [...torrents, hybrid].map((bytes) => parseMetainfo(bytes));
  const v1 = parsed.map(({ infoHashV1 }) => infoHashV1 ?? hash(0));
  store.write(() => {
    store.handOuts.append("alice", [ids[0] ?? 0, ids[3] ?? 0], 1);
    store.handOuts.append("bob", [ids[1] ?? 0], 1);
    const said = [...v1.slice(0, 3), parsed[3]?.infoHashV2 ?? hash(0), hash(7)];
    store.history.addConfirmed("alice", said, 77, new Set([ids[2] ?? 0]));
  });
  const rows = store.history.rowsOf("alice", HISTORY_START, 10);
  const expected = [v1[0], v1[2], v1[3]].map((infoHash) => ({ infoHash: Buffer.from(infoHash ?? []).toString("hex") }));
  expect(rows.map(({ infoHash }) => ({ infoHash: Buffer.from(infoHash).toString("hex") }))).toEqual(
    expected.sort((a, b) => (a.infoHash < b.infoHash ? -1 : 1)),
  );
  expect(rows.every(({ at, source }) => at === 77 && source === "report")).toBe(true);
});
