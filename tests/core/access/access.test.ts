import { expect, test } from "bun:test";
import { callbackAddress, callbackProblem, readIdentity, readPasskey } from "../../../src/core/access/access.ts";

const KEY = "0123456789abcdef0123456789abcdef";

test.each([
  ["https://tracker.example/check/{passkey}", null],
  ["http://127.0.0.1:3000/api?key={passkey}&limit=1", null],
  ["https://tracker.example/check", "expected an address with {passkey} in it"],
  ["", "expected an address with {passkey} in it"],
  ["ftp://tracker.example/{passkey}", "expected a URL that starts with http:// or https://"],
  ["file:///etc/{passkey}", "expected a URL that starts with http:// or https://"],
  ["{passkey}", "expected a URL that starts with http:// or https://"],
  ["https://{passkey}.example/check", "expected {passkey} after the host name"],
  ["https://{passkey}@tracker.example/", "expected {passkey} after the host name"],
] as const)("callback address %s: %p", (template, problem) => {
  expect(callbackProblem(template)).toBe(problem);
});

test("the passkey stands at every place of it", () => {
  expect(callbackAddress("https://t.example/{passkey}?again={passkey}", KEY)).toBe(
    `https://t.example/${KEY}?again=${KEY}`,
  );
});

test("passkeys of the trackers' own forms are taken, absence is null", () => {
  for (const key of [KEY, "a1b2c3d4", KEY.repeat(4), "ab_cd-ef", "ABCDEFGH"]) expect(readPasskey(key, "x")).toBe(key);
  expect([readPasskey(undefined, "x"), readPasskey(null, "x")]).toEqual([null, null]);
});

test.each([
  "",
  "short12",
  "x".repeat(129),
  `${KEY}\r\nX-Evil: 1`,
  `${KEY}/../x`,
  "a b c d e f",
  "pässkey12",
  12345678,
  {},
])("%p is no passkey, and the error does not repeat it", (value) => {
  expect(() => readPasskey(value, "passkey")).toThrow('passkey: expected 8 to 128 letters, digits, "-" or "_"');
  try {
    readPasskey(value, "passkey");
  } catch (error) {
    expect((error as Error).message).toBe('passkey: expected 8 to 128 letters, digits, "-" or "_"');
  }
});

test("an identity is one short line", () => {
  expect([readIdentity("alice"), readIdentity(42), readIdentity("\t alice\r\n")]).toEqual(["alice", "42", "alice"]);
  expect(readIdentity("x".repeat(256))).toHaveLength(256);
  expect([readIdentity("x".repeat(257)), readIdentity("\u200b".repeat(100))]).toEqual([null, null]);
  expect(["", "\n", null, undefined, {}, 1.5, true].map(readIdentity)).toEqual(Array(7).fill(null));
});

test("who has characters in his name that cannot be seen is nobody else", () => {
  const names = ["bob", "bo\u200bb", "bo\u00adb", "bob\u00a0", "\u202ebob", "bo\nb", "bo\ud800b", "bo\ud801b"];
  const identities = names.map(readIdentity);
  expect(new Set(identities).size).toBe(names.length);
  expect(identities.slice(0, 3)).toEqual(["bob", "bo\\u{200b}b", "bo\\u{ad}b"]);
  expect(identities.join("")).not.toMatch(/\p{C}/u);
  expect(identities.map(readIdentity)).toEqual(identities);
});
