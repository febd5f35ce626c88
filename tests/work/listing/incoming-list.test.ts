import { expect, test } from "bun:test";
import type { ListedTorrent } from "../../../src/core/listing/listed-torrent.ts";
import { IncomingList } from "../../../src/work/listing/incoming-list.ts";

const line = (infoHash: Uint8Array, more: Partial<ListedTorrent> = {}): ListedTorrent => {
  return { infoHash, externalId: null, seeders: null, leechers: null, addedAt: null, ...more };
};
const hash = (n: number, length = 20) => new Uint8Array(Bun.SHA256.hash(String(n)) as Uint8Array).subarray(0, length);

for (const expected of [0, 300, 5_000]) {
  test(`every line is found by its info-hash, however many there are, with ${expected} expected`, () => {
    const list = new IncomingList(expected);
    for (let n = 0; n < 5_000; n++) list.add(line(hash(n, n % 2 ? 20 : 32), { externalId: String(n), seeders: n }));
    expect([list.length, list.listed]).toEqual([5_000, 5_000]);
    for (let n = 0; n < 5_000; n++) {
      const at = list.find(hash(n, n % 2 ? 20 : 32));
      expect([at, list.externalId(at), list.swarm(at)?.seeders]).toEqual([n, String(n), n]);
      // The same beginning, and another length.
      expect(list.find(hash(n, n % 2 ? 32 : 20))).toBe(-1);
    }
  });
}

test("those that share their beginning are told apart", () => {
  const list = new IncomingList();
  for (let n = 0; n < 50; n++) list.add(line(new Uint8Array(20).fill(n, 19)));
  for (let n = 0; n < 50; n++) expect(list.find(new Uint8Array(20).fill(n, 19))).toBe(n);
  expect(list.find(new Uint8Array(20).fill(50, 19))).toBe(-1);
});

test("a torrent that is named twice is one line, which says what either says", () => {
  const list = new IncomingList();
  list.add(line(hash(1), { withheldReason: "deleted", seeders: 4, addedAt: 0 }));
  expect(list.listed).toBe(0);
  list.add(line(hash(1), { externalId: "7", seeders: 2, leechers: 3, addedAt: 9 }));
  list.add(line(hash(1), { withheldReason: "not-accepted", externalId: "8" }));
  expect([list.length, list.listed, list.reason(0), list.externalId(0), list.addedAtOf(0)]).toEqual([
    1,
    1,
    null,
    "7",
    0,
  ]);
  expect(list.swarm(0)).toEqual({ seeders: 4, leechers: 3 });
});

test("what is not said is null", () => {
  const list = new IncomingList();
  list.add(line(hash(1)));
  expect([list.externalId(0), list.addedAtOf(0), list.swarm(0), list.reason(0)]).toEqual([null, null, null, null]);
});
