import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { BencodeReader, decodeValue, encodeValue } from "../../../src/core/torrent/bencode.ts";
import { TorrentError } from "../../../src/core/torrent/torrent-error.ts";

const FIXTURES = resolve(import.meta.dir, "../../../node_modules/webtorrent-fixtures/fixtures");
const LIMITS = { maxDepth: 10, maxTokens: 1000 };

function reader(text: string, maxDepth = 10, maxTokens = 1000): BencodeReader {
  return new BencodeReader(new Uint8Array(Buffer.from(text, "latin1")), maxDepth, maxTokens);
}

/** The code that skipping `text` is rejected with; null if it is taken, whole. */
function rejection(text: string, maxDepth = 10, maxTokens = 1000): string | null {
  const cursor = reader(text, maxDepth, maxTokens);
  try {
    cursor.skip();
  } catch (error) {
    if (error instanceof TorrentError) return error.code;
    throw error;
  }
  expect(cursor.pos).toBe(text.length);
  return null;
}

describe("skip", () => {
  test.each(["i0e", "i-12e", "0:", "3:abc", "le", "de", "lleldeleee", "d1:ad1:bli1e1:xeee", "d0:0:e", "d1:b0:1:a0:e"])(
    "takes %s",
    (text) => expect(rejection(text)).toBeNull(),
  );
  test.each([
    ["", "TRUNCATED"],
    ["l", "TRUNCATED"],
    ["i1", "TRUNCATED"],
    ["3:ab", "TRUNCATED"],
    ["99999999999999999999:a", "TRUNCATED"],
    ["e", "SYNTAX"],
    ["x", "SYNTAX"],
    ["-1:a", "SYNTAX"],
    ["d1:ae", "SYNTAX"],
    ["di1e1:ae", "SYNTAX"],
    ["dle1:ae", "SYNTAX"],
    ["ie", "INTEGER_FORM"],
    ["i--1e", "INTEGER_FORM"],
    ["i00e", "INTEGER_FORM"],
  ])("rejects %s: %s", (text, code) => expect(rejection(text)).toBe(code));

  test("counts depth and values", () => {
    expect(rejection("llllleeeee", 5)).toBeNull();
    expect(rejection("lllllleeeeee", 5)).toBe("TOO_DEEP");
    expect(rejection("l1:ai1elee", 10, 6)).toBeNull();
    expect(rejection("l1:ai1elee", 10, 5)).toBe("TOO_MANY_TOKENS");
    expect(rejection("l1:ai1e1:bdee", 10, 6)).toBe("TOO_MANY_TOKENS");
  });

  test("no nesting is deep enough to overflow the stack", () => {
    const levels = 1_000_000;
    expect(rejection("l".repeat(levels) + "e".repeat(levels), levels, 2 * levels)).toBeNull();
  });
});

describe("integers", () => {
  test.each([
    ["i9007199254740991e", 9007199254740991],
    ["i-9007199254740991e", -9007199254740991],
    ["i0e", 0],
  ])("%s", (text, value) => expect(reader(text).integer()).toBe(value));
  test.each(["i9007199254740992e", "i-9007199254740992e", "i9007199254740993e", `i${"9".repeat(400)}e`])(
    "%s is not exact",
    (text) => expect(reader(text).integer()).toBeNaN(),
  );
});

describe("whole values", () => {
  test("real torrents come out as they went in", () => {
    const names = readdirSync(FIXTURES).filter((name) => name.endsWith(".torrent"));
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      const bytes = readFileSync(join(FIXTURES, name));
      const value = decodeValue(bytes, { maxDepth: 100, maxTokens: 100_000 });
      expect(Buffer.from(encodeValue(value)).equals(bytes)).toBe(true);
    }
  });

  test.each(["i1.5e", "i007e", "l".repeat(50) + "e".repeat(50), "d1:a"])(
    "what is no bencoding is rejected: %s",
    (text) => {
      expect(() => decodeValue(new Uint8Array(Buffer.from(text)), LIMITS)).toThrow(TorrentError);
    },
  );
});
