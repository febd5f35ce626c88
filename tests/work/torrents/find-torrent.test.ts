import { expect, test } from "bun:test";
import { ID_SAID_BY } from "../../../src/store/index/index-writer.ts";
import { findTorrent } from "../../../src/work/torrents/find-torrent.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";

/** Torrents by name, with our ids 1, 2, 3 … and these of the tracker's. */
function named(...torrents: [name: string, externalId: string | null][]) {
  const store = memoryStore();
  for (const [i, [name, externalId]] of torrents.entries()) {
    const id = addTorrent(store, plainTorrent(name, i + 1), `${i}.torrent`);
    store.write((writer) => writer.setExternalId(id, externalId, ID_SAID_BY.PUSH));
  }
  return store;
}

test("our number and the tracker's are told apart by what stands before them", () => {
  using store = named(["torture", "3"], ["alice.txt", "1"]);
  expect([findTorrent(store, "id:1"), findTorrent(store, "external:1"), findTorrent(store, "1")]).toEqual([1, 2, 1]);
  expect(() => findTorrent(store, "external:2")).toThrow("torrent external:2: not in the index");
  expect(() => findTorrent(store, "id:3")).toThrow("torrent id:3: not in the index");
});

test("a number alone is rejected where it is to be, whatever the index holds, with what either would be", () => {
  using store = named(["torture", "3"], ["alice.txt", "1"], ["Third", null]);
  const rejected = (name: string) => expect(() => findTorrent(store, name, "rejected"));
  rejected("1").toThrow('1 is ambiguous: id:1 is "torture", external:1 is "alice.txt"');
  rejected("2").toThrow('2 is ambiguous: id:2 is "alice.txt", external:2 is no torrent');
  rejected("9").toThrow("9 is ambiguous: id:9 is no torrent, external:9 is no torrent");
  expect([findTorrent(store, "id:1", "rejected"), findTorrent(store, "external:1", "rejected")]).toEqual([1, 2]);
});

test("names are shown without what a terminal obeys, and not at any length", () => {
  using store = named([`\u009b2J${"x".repeat(70)}`, null]);
  expect(() => findTorrent(store, "1", "rejected")).toThrow(`id:1 is "\\x9b2J${"x".repeat(57)}…", external:1`);
});

test("a tracker's id that several torrents have names none of them", () => {
  using store = named(["torture", "7"], ["alice.txt", "7"]);
  expect(() => findTorrent(store, "external:7")).toThrow(
    expect.objectContaining({
      code: "INVALID_REQUEST",
      message: `external:7 is the tracker ID of 2 torrents: id:1 "torture", id:2 "alice.txt"`,
    }),
  );
  expect(() => findTorrent(store, "7", "rejected")).toThrow(
    '7 is ambiguous: id:7 is no torrent, external:7 is "torture" and "alice.txt"',
  );
  using many = named(...Array.from({ length: 7 }, (_, i): [string, string] => [`t${i}`, "7"]));
  expect(() => findTorrent(many, "external:7")).toThrow('id:5 "t4", and 2 more');
});
