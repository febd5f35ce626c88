import { describe, expect, test } from "bun:test";
import { readFile, readHistory, readOffered, readUser } from "../../../src/core/tracker/rows.ts";

const HASH = Buffer.alloc(20, 7);

describe("a row of offered", () => {
  test("is read as drivers give it", () => {
    const row = { key: 5, info_hash: HASH, external_id: 4711, seeders: "3", leechers: 0, added: "1700000000.5" };
    expect(readOffered(row)).toEqual({
      key: 5,
      infoHash: HASH,
      externalId: 4711,
      seeders: 3,
      leechers: 0,
      addedAt: 1_700_000_000_500,
    });
  });

  test("has an info-hash in bytes or digits of either version, or is none", () => {
    const of = (info_hash: unknown) => readOffered({ key: "a", info_hash })?.infoHash;
    expect(of(HASH.toString("hex").toUpperCase())).toEqual(new Uint8Array(HASH));
    expect(of(Buffer.alloc(32, 1))?.length).toBe(32);
    for (const none of [null, undefined, "", "xyz", Buffer.alloc(19), 5]) expect(of(none)).toBeUndefined();
  });

  test("knows nothing where nothing that can be true is said", () => {
    const row = { key: 1, info_hash: HASH, external_id: "", seeders: -1, leechers: "many", added: 0 };
    expect(readOffered(row)).toMatchObject({ externalId: null, seeders: null, leechers: null, addedAt: null });
    expect(readOffered({ key: 1, info_hash: HASH, added: new Date(Number.NaN) })?.addedAt).toBeNull();
  });
});

describe("whose a passkey is", () => {
  test("is said by a row with the same bytes alone", () => {
    const row = { user_id: 42, passkey: "abcdefgh" };
    expect(readUser([row], "abcdefgh")).toBe("42");
    for (const other of ["ABCDEFGH", "abcdefgh ", "abcdefgH"]) expect(readUser([row], other)).toBeNull();
    expect(readUser([{ user_id: 42, passkey: Buffer.from("abcdefgh") }], "abcdefgh")).toBe("42");
    expect(readUser([{ user_id: null, passkey: "abcdefgh" }], "abcdefgh")).toBeNull();
    expect(readUser([{ user_id: 1, passkey: "ABCDEFGH" }, row], "abcdefgh")).toBe("42");
    expect(readUser([], "abcdefgh")).toBeNull();
  });
});

describe("a row of history", () => {
  test("counts for the very user who was asked for", () => {
    expect(readHistory({ user_id: 42, info_hash: HASH, time: 1_700_000_000 }, "42")).toEqual({
      infoHash: HASH,
      at: 1_700_000_000_000,
    });
    // MySQL takes `42x` for 42, and any name for 0.
    expect(readHistory({ user_id: 42, info_hash: HASH }, "42x")).toBeNull();
    expect(readHistory({ user_id: 0, info_hash: HASH }, "bob")).toBeNull();
    expect(readHistory({ user_id: "A", info_hash: HASH }, "a")).toBeNull();
  });
});

test("a row of files has bytes, or is none", () => {
  expect(readFile({ key: 1, external_id: "x", torrent: HASH })).toEqual({ key: 1, externalId: "x", torrent: HASH });
  expect(readFile({ key: 1, torrent: null })).toBeNull();
});
