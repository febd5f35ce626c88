import { expect, test } from "bun:test";
import { contentDisposition } from "../../../src/core/api/content-disposition.ts";
import { contentSignature } from "../../../src/core/content/content-signature.ts";
import { fileKey, foldName } from "../../../src/core/content/names.ts";
import { normalizeText } from "../../../src/core/content/normalize.ts";
import { searchTerms } from "../../../src/core/content/search-terms.ts";
import { TorrentFileNames } from "../../../src/core/personal/torrent-file-name.ts";

test("a text is normalized as the engine does, up to 30 marks in a row", () => {
  for (const marks of ["\u0301\u0316", "\u0f73", "\u0344\u0345", "\u302e\u0334"]) {
    const most = `A${marks.repeat(30)}`.slice(0, 31);
    for (const text of [most, most.slice(1), `${most}b${most}`, "é", "e\u0301", "각", "Ω"]) {
      for (const form of ["NFC", "NFD", "NFKD"] as const) expect(normalizeText(text, form)).toBe(text.normalize(form));
    }
  }
});

test("one with more stays as it is, wherever they stand", () => {
  const run = "\u0301\u0316".repeat(16).slice(0, 31);
  for (const text of [run, `a${run}`, `e\u0301${run}`, `${"x\u0301".repeat(50)}${run}\u0316`, `\u{1d165}${run}`]) {
    expect(normalizeText(text, "NFC")).toBe(text);
  }
});

// With the engine's normalization alone each of these lines takes minutes.
test.each(["\u0f73", "\u0316\u0301", "\u0344", "\u0345\u0301\u0316\u0334"])("a million of %p is no work", (marks) => {
  const text = `a${marks.repeat(1_000_000 / marks.length)}`;
  expect(foldName(text).length).toBeGreaterThan(500_000);
  expect(fileKey(text, 5)).toBe(fileKey(`dir/${text}`, 5));
  expect(searchTerms(text).length).toBe(1);
  expect(contentSignature(text, [{ path: text, length: 1 }])).toHaveLength(64);
  expect(new TorrentFileNames().next(text, "7", "ab")).toEndWith(" [7].torrent");
  expect(contentDisposition(text)).toStartWith("attachment");
});
