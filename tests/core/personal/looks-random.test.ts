import { expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { holdsRandomWord } from "../../../src/core/personal/looks-random.ts";

test.each([
  ["https://tracker.example/u/qZ7_Xw-3LkPv9_Tg2-BnQx/info", true],
  ["rss: SeCrEtKey9876abcd", true],
  ["a1b2c3d4e5f60718293a4b5c", true],
  ["https://web.example/Some-Name.Of_A_Movie-2020-1080p-x264/file.mkv", false],
  ["https://web.example/TheNameInCamelCase2020/S01E02", false],
  ["the-name-of-something-1959-1080p-remux-xvid-s01e02-h264-cedar-part01", false],
  ["info hash: 7e31b285cc1e04e5682e393412e12d2e06e0b12b", false],
  ["2026-11-20T12:00:00Z 12345678901234567890", false],
  ["mktorrent 1.1, an ordinary comment with uninterruptedness", false],
])("%s: %p", (text, expected) => {
  expect(holdsRandomWord(text)).toBe(expected);
});

// Of 18 random bytes one in a hundred or so passes for a word.
test("random bytes in base64url are nearly always told from words", () => {
  const found = Array.from({ length: 1_000 }, () => holdsRandomWord(`x ${randomBytes(18).toString("base64url")}`));
  expect(found.filter(Boolean).length).toBeGreaterThan(900);
});
