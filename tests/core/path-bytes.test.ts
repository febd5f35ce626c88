import { expect, test } from "bun:test";
import { decodePath, displayPath, encodePath, pathBelow, systemPath } from "../../src/core/path-bytes.ts";

const bytes = (latin1: string) => new Uint8Array(Buffer.from(latin1, "latin1"));

test.each([
  ["plain.torrent"],
  ["caf\xe9.torrent"],
  ["\xff\xfe"],
  ["a\x80b\xc3(\xe2\x82\xac\xf0\x9f\x98\x80\xed\xa0\x80\xc0\xaf\xf4\x90\x80\x80\xe2\x82"],
  ["\xef\xbb\xbfwith a byte order mark"],
  ["\xef\xbf\xbd is U+FFFD itself"],
  ["\xf0\x9f\x98\x80\x80 an emoji, then a stray byte"],
])("every byte of %p survives", (latin1) => {
  const path = decodePath(bytes(latin1));
  expect(encodePath(path)).toEqual(bytes(latin1));
  expect(Buffer.from(systemPath(path)).equals(bytes(latin1))).toBe(true);
});

test("random bytes survive and stay apart", () => {
  let state = 12345;
  const seen = new Map<string, string>();
  for (let n = 0; n < 20_000; n++) {
    const value = Uint8Array.from({ length: n % 7 }, () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      // Bytes that start, continue and break sequences, more often than chance would bring them together.
      return (
        [0x61, 0x80, 0xbf, 0xc3, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f, 0x98, 0xff, 0xef, 0xbd, 0x2f][
          state >>> 28
        ] ?? 0
      );
    });
    const path = decodePath(value);
    expect(encodePath(path)).toEqual(value);
    const latin1 = Buffer.from(value).toString("latin1");
    expect(seen.get(path) ?? latin1).toBe(latin1);
    seen.set(path, latin1);
  }
});

test("equals Python's surrogateescape", () => {
  // b"caf\xe9 \xe2\x82\xac \xf0\x9f".decode("utf-8", "surrogateescape"), from Python 3.11.
  expect(decodePath(bytes("caf\xe9 \xe2\x82\xac \xf0\x9f"))).toBe("caf\udce9 € \udcf0\udc9f");
});

test("a path that is UTF-8 goes to the system as a string", () => {
  expect(systemPath("/srv/日本語")).toBe("/srv/日本語");
});

test("people see no byte that could command their terminal", () => {
  expect(displayPath(decodePath(bytes("/srv/caf\xe9\x1b[2J\x7f\n")))).toBe("/srv/caf\\xe9\\x1b[2J\\x7f\\x0a");
  expect(displayPath("/srv/\u009b2J")).toBe("/srv/\\x9b2J");
  const turned = ["\\u202e", "\\u2066", "\\u200f", "\\u061c", "\\u2028"];
  expect(turned.map((shown) => displayPath(`/srv/${JSON.parse(`"${shown}"`)}x`))).toEqual(
    turned.map((shown) => `/srv/${shown}x`),
  );
  expect(displayPath("/srv/日本語 😀 é")).toBe("/srv/日本語 😀 é");
  // The second half of a pair looks like an escaped byte and is none.
  expect(displayPath("\u{10080}\u{1f4a9}")).toBe("\u{10080}\u{1f4a9}");
  expect(displayPath("\u{1f600}\udc80")).toBe("\u{1f600}\\x80");
});

test.each([
  ["/srv/torrents", "a/b.torrent", "/srv/torrents/a/b.torrent"],
  ["/srv/C:\\x", "a\\b/c", "/srv/C:\\x/a\\b/c"],
  ["D:\\torrents", "a/b.torrent", "D:\\torrents\\a\\b.torrent"],
  ["D:\\", "a", "D:\\a"],
  ["\\\\server\\share", "a/b", "\\\\server\\share\\a\\b"],
])("what lies below %s has its separators", (folder, path, whole) => {
  expect(pathBelow(folder, path)).toBe(whole);
});
