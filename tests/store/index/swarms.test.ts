import { describe, expect, test } from "bun:test";
import { hexToBytes } from "../../../src/core/hex.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { REVIVAL_MS } from "../../../src/store/index/swarms.ts";
import type { Store } from "../../../src/store/store.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";

const NOW = Date.UTC(2026, 10, 20);
const DAY = 24 * 3_600_000;

type Event =
  | [event: "count", seeders: number, at?: number]
  | [event: "confirm", userId: string | null, at?: number]
  | [event: "expire", at: number]
  | [event: "remove"];

/** Lets things happen to one torrent, in this order, and answers the store. */
function after(events: readonly Event[]): Store & Disposable {
  const store = memoryStore();
  const bytes = plainTorrent("t", [["a", 5]]);
  const torrentId = addTorrent(store, bytes);
  const { infoHashV1 } = parseMetainfo(bytes);
  let clock = NOW;
  for (const event of events) {
    clock++;
    if (event[0] === "remove") store.write((writer) => writer.remove(torrentId));
    else if (event[0] === "expire") store.write(() => store.swarms.expire(event[1]));
    else {
      const [name, value, at = clock] = event;
      if (name === "count") {
        const swarm = { torrentId, seeders: Number(value), leechers: 3, at };
        store.write((writer) => store.swarms.apply(writer, [swarm], Math.max(at, clock)));
      } else {
        const confirmed = infoHashV1 ? [infoHashV1] : [];
        const userId = value === null ? null : String(value);
        store.write(() => store.reports.add({ at, userId, client: null, body: "{}", confirmed, rejected: [] }, 1e6));
      }
    }
  }
  return store;
}

describe("a torrent is revived", () => {
  const cases: [when: string, events: Event[], by: (string | null)[]][] = [
    [
      "by who confirmed it before its first seeder came",
      [
        ["count", 0],
        ["confirm", "u"],
        ["count", 1],
      ],
      ["u"],
    ],
    [
      "with several seeders at once",
      [
        ["count", 0],
        ["confirm", "u"],
        ["count", 7],
      ],
      ["u"],
    ],
    [
      "after counts that still found none",
      [
        ["count", 0],
        ["confirm", "u"],
        ["count", 0],
        ["count", 1],
      ],
      ["u"],
    ],
    [
      "by the first of two",
      [
        ["count", 0],
        ["confirm", "u"],
        ["confirm", "v"],
        ["count", 1],
      ],
      ["u"],
    ],
    [
      "by somebody without a name",
      [
        ["count", 0],
        ["confirm", null],
        ["count", 1],
      ],
      [null],
    ],
    [
      "once, whatever is counted later",
      [
        ["count", 0],
        ["confirm", "u"],
        ["count", 1],
        ["count", 2],
      ],
      ["u"],
    ],
    [
      "once, when its seeder leaves and returns",
      [
        ["count", 0],
        ["confirm", "u"],
        ["count", 1],
        ["count", 0],
        ["count", 1],
      ],
      ["u"],
    ],
    [
      "again by a new confirmation",
      [
        ["count", 0],
        ["confirm", "u"],
        ["count", 1],
        ["count", 0],
        ["confirm", "v"],
        ["count", 1],
      ],
      ["v", "u"],
    ],
    [
      "not when nobody confirmed it",
      [
        ["count", 0],
        ["count", 1],
      ],
      [],
    ],
    [
      "not when it was confirmed before it was ever counted",
      [
        ["confirm", "u"],
        ["count", 0],
        ["count", 1],
      ],
      [],
    ],
    [
      "not when it was confirmed while it had a seeder",
      [
        ["count", 1],
        ["confirm", "u"],
        ["count", 0],
        ["count", 1],
      ],
      [],
    ],
    [
      "not when it was confirmed after its seeder was counted",
      [
        ["count", 0],
        ["count", 1],
        ["confirm", "u"],
      ],
      [],
    ],
    [
      "not by a count that is older than what is known",
      [
        ["count", 0, NOW],
        ["confirm", "u"],
        ["count", 1, NOW - 1],
      ],
      [],
    ],
    [
      "by a count within a week",
      [
        ["count", 0],
        ["confirm", "u", NOW],
        ["count", 1, NOW + REVIVAL_MS],
      ],
      ["u"],
    ],
    [
      "not by a count more than a week later",
      [
        ["count", 0],
        ["confirm", "u", NOW],
        ["count", 1, NOW + REVIVAL_MS + 1],
      ],
      [],
    ],
    [
      "by who confirmed it anew when the first had his week",
      [
        ["count", 0],
        ["confirm", "u", NOW],
        ["confirm", "v", NOW + 8 * DAY],
        ["count", 1, NOW + 9 * DAY],
      ],
      ["v"],
    ],
    [
      "not when the confirmation was forgotten",
      [
        ["count", 0],
        ["confirm", "u", NOW],
        ["expire", NOW + REVIVAL_MS + 1],
        ["count", 1],
      ],
      [],
    ],
    [
      "when it was not yet old enough to be forgotten",
      [
        ["count", 0],
        ["confirm", "u", NOW],
        ["expire", NOW + REVIVAL_MS],
        ["count", 1],
      ],
      ["u"],
    ],
    ["even when it was taken off offer meanwhile", [["count", 0], ["confirm", "u"], ["remove"], ["count", 1]], ["u"]],
  ];

  test.each(cases)("%s", (_, events, by) => {
    using store = after(events);
    expect(store.swarms.revivals(9).map(({ userId }) => userId)).toEqual(by);
    expect(store.swarms.revived()).toBe(by.length);
  });
});

test("a revival says what, who and when, and counts for its day", () => {
  using store = after([
    ["count", 0, NOW],
    ["confirm", "u", NOW + DAY],
    ["count", 2, NOW + 2 * DAY],
  ]);
  expect(store.swarms.revivals(9)).toEqual([
    {
      torrentId: 1,
      infoHash: parseMetainfo(plainTorrent("t", [["a", 5]])).infoHashV1 ?? new Uint8Array(),
      name: "t",
      userId: "u",
      confirmedAt: NOW + DAY,
      at: NOW + 2 * DAY,
      seeders: 2,
    },
  ]);
  const days = store.statistics.daily(9).map(({ day, confirmed, revived }) => ({ day, confirmed, revived }));
  expect(days).toEqual([
    { day: "2026-11-22", confirmed: 0, revived: 1 },
    { day: "2026-11-21", confirmed: 1, revived: 0 },
  ]);
  expect(store.swarms.pending()).toBe(0);
});

test("a count is kept unless it is older than what is known; one from the future counts as old", () => {
  using store = memoryStore();
  const torrentId = addTorrent(store, plainTorrent("t", 5));
  const count = (seeders: number, at: number, now = NOW) =>
    store.write((writer) => store.swarms.apply(writer, [{ torrentId, seeders, leechers: null, at }], now).stored);
  const seeders = () => store.torrents.rankingRows([torrentId])[0]?.seeders;
  expect([count(1, NOW - 5), seeders()]).toEqual([1, 1]);
  expect([count(2, NOW - 6), seeders()]).toEqual([0, 1]);
  expect([count(3, NOW - 5), seeders()]).toEqual([1, 3]);
  expect([count(4, NOW + DAY, NOW + DAY), seeders()]).toEqual([1, 4]);
  expect([count(5, NOW), seeders()]).toEqual([1, 5]);
});

test("counts of torrents that are not there change nothing", () => {
  using store = memoryStore();
  const swarm = { torrentId: 7, seeders: 1, leechers: 1, at: NOW };
  expect(store.write((writer) => store.swarms.apply(writer, [swarm], NOW))).toEqual({ stored: 0, revived: [] });
});

test("a torrent is found by any hash that trackers know it by", () => {
  using store = memoryStore();
  const files = [{ path: "a", length: 20_000 }];
  const [v1, v2, hybrid] = (["v1", "v2", "hybrid"] as const).map((version) => {
    const bytes = buildTorrent({ name: version, files, version });
    const { infoHashV1, infoHashV2 } = parseMetainfo(bytes);
    return { id: addTorrent(store, bytes), infoHashV1, infoHashV2 };
  });
  const find = (hash: Uint8Array | null | undefined) => store.swarms.idOf(hash ?? new Uint8Array(20));
  expect(find(v1?.infoHashV1)).toBe(v1?.id ?? 0);
  expect(find(v2?.infoHashV2)).toBe(v2?.id ?? 0);
  expect(find(v2?.infoHashV2?.slice(0, 20))).toBe(v2?.id ?? 0);
  expect(find(hybrid?.infoHashV1)).toBe(hybrid?.id ?? 0);
  expect(find(hybrid?.infoHashV2?.slice(0, 20))).toBe(hybrid?.id ?? 0);
  for (const digits of ["00", "ff", "7f"]) expect(find(hexToBytes(digits.repeat(20), 20))).toBeNull();
  const other = v2?.infoHashV2?.slice(0, 20) ?? new Uint8Array(20);
  other[19] = (other[19] ?? 0) ^ 1;
  expect(find(other)).toBeNull();
});

test("pages go through the torrents on offer, and keys keep the order asked for", () => {
  using store = memoryStore();
  const ids = [1, 2, 3, 4, 5].map((size) => addTorrent(store, plainTorrent("t", size)));
  store.write((writer) => {
    writer.remove(2);
    writer.setSwarm(3, { seeders: 1, leechers: null }, 77);
  });
  const first = store.swarms.page(0, 3);
  expect(first).toEqual({
    last: 3,
    torrents: [
      { id: 1, seenAt: null },
      { id: 3, seenAt: 77 },
    ],
  });
  expect(store.swarms.page(3, 3)?.torrents.map(({ id }) => id)).toEqual([4, 5]);
  expect(store.swarms.page(5, 3)).toBeNull();
  expect(store.swarms.keys([...ids].reverse()).map(({ torrentId }) => torrentId)).toEqual([5, 4, 3, 1]);
});

test("most needed are the dead that most wait for, then those that most say they hold", () => {
  using store = memoryStore();
  const torrents = [1, 2, 3, 4, 5, 6].map((size) => plainTorrent(`t${size}`, size));
  const ids = torrents.map((bytes) => addTorrent(store, bytes));
  const counts: [seeders: number, leechers: number | null][] = [
    [0, 2],
    [0, 9],
    [1, 50],
    [0, null],
    [0, 2],
    [0, 99],
  ];
  store.write((writer) => {
    for (const [i, [seeders, leechers]] of counts.entries()) writer.setSwarm(ids[i] ?? 0, { seeders, leechers }, NOW);
    writer.remove(ids[5] ?? 0);
    const confirmed = [parseMetainfo(torrents[4] ?? new Uint8Array()).infoHashV1 ?? new Uint8Array()];
    store.reports.add({ at: NOW, userId: "u", client: null, body: "{}", confirmed, rejected: [] }, 1e6);
  });
  const needed = store.swarms.mostNeeded(9).map(({ name, leechers, confirmed }) => [name, leechers, confirmed]);
  expect(needed).toEqual([
    ["t2", 9, 0],
    ["t5", 2, 1],
    ["t1", 2, 0],
    ["t4", null, 0],
  ]);
  expect(store.swarms.mostNeeded(1)).toHaveLength(1);
});
