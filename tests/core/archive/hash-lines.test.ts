import { describe, expect, test } from "bun:test";
import { HashLines, looksLikeHashLines } from "../../../src/core/archive/hash-lines.ts";

const HASH = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
const V2 = "d".repeat(64);

function read(text: string, chunk = text.length): unknown[] {
  const lines = new HashLines();
  const bytes = Buffer.from(text);
  const found: unknown[] = [];
  for (let at = 0; at < bytes.length; at += chunk) found.push(...lines.push(bytes.subarray(at, at + chunk)));
  return [...found, ...lines.finish()].map((line) => {
    const { bytes: data, infoHash, ...rest } = line as { bytes?: Uint8Array; infoHash?: Uint8Array };
    return data
      ? { ...rest, text: String(Buffer.from(data)), hash: infoHash && Buffer.from(infoHash).toString("hex") }
      : rest;
  });
}

const line = (text: string, more = {}) => ({ kind: "file", name: HASH, text, hash: HASH, ...more });

test("the ways in which databases write it", () => {
  const text = [
    `${HASH}\t6162`,
    `${HASH.toUpperCase()}\t6162\t4711\r`,
    `\\\\x${HASH}\t\\\\x6162\t\\N`,
    `\\x${HASH}\t\\x6162\tNULL`,
    "",
    `${V2}\t63\tünï-7`,
    "\\.",
  ].join("\n");
  const expected = [
    line("ab"),
    line("ab", { externalId: "4711" }),
    line("ab"),
    line("ab"),
    { kind: "file", name: V2, text: "c", hash: V2, externalId: "ünï-7" },
  ];
  for (const chunk of [text.length, 100, 1]) expect(read(text, chunk)).toEqual(expected);
  expect(read(`${text}\n`)).toEqual(expected);
});

test("a byte order mark in front is dropped, and only there", () => {
  const text = `\ufeff${HASH}\t6162\n${HASH}\t63\n\ufeff${HASH}\t64`;
  expect(looksLikeHashLines(Buffer.from(text))).toBe(true);
  for (const chunk of [text.length, 2]) {
    expect(read(text, chunk)).toEqual([line("ab"), line("c"), expect.objectContaining({ code: "INVALID_LINE" })]);
  }
});

describe("a bad line is rejected, and the next one read", () => {
  test.each([
    ["zz\t6162", "the first column is not an info-hash"],
    [`${HASH}`, "the second column has an odd number of digits"],
    [`${HASH}\t616`, "the second column has an odd number of digits"],
    [`${HASH}\t61 2`, "the second column has an odd number of digits"],
    [`${HASH}\t61\ta b`, "the third column is not an ID"],
    [`${HASH}\t61\t7\t8`, "there are 4 columns"],
  ])("%j", (bad, message) => {
    const [first, second] = read(`${bad}\n${HASH}\t6162\n`);
    expect(first).toMatchObject({ kind: "rejected", name: "line 1", code: "INVALID_LINE" });
    expect((first as { message: string }).message).toContain(message);
    expect(second).toEqual(line("ab"));
  });

  test("so is one that is longer than any torrent", () => {
    const lines = new HashLines();
    const piece = Buffer.alloc(1024 * 1024, "6");
    for (let i = 0; i < 210; i++) expect([...lines.push(piece)]).toEqual([]);
    expect([...lines.push(Buffer.from(`\n${HASH}\t6162\n`))]).toEqual([
      expect.objectContaining({ kind: "rejected", name: "line 1", code: "FILE_TOO_LARGE" }),
      expect.objectContaining({ kind: "file", name: HASH }),
    ]);
  });
});

test("told from a torrent by their beginning", () => {
  for (const head of [`${HASH}\t`, `${V2}\t64`, `\\x${HASH}\t`, `\\\\x${HASH}\t`]) {
    expect([head, looksLikeHashLines(Buffer.from(head))]).toEqual([head, true]);
  }
  for (const head of ["d8:announce", "", HASH, `${HASH} x`, "d4:infod"]) {
    expect([head, looksLikeHashLines(Buffer.from(head))]).toEqual([head, false]);
  }
});
