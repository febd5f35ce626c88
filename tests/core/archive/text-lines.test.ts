import { expect, test } from "bun:test";
import { TextLines } from "../../../src/core/archive/text-lines.ts";

function linesOf(bytes: Uint8Array, chunk: number, maxLength = 20): (string | null)[] {
  const lines = new TextLines(maxLength);
  const found = [];
  for (let i = 0; i < bytes.length; i += chunk) found.push(...lines.push(bytes.subarray(i, i + chunk)));
  found.push(...lines.end());
  expect(found.map(({ number }) => number)).toEqual(found.map((_, i) => i + 1));
  return found.map(({ text }) => text);
}

test.each([1, 2, 3, 7, 100])("lines are the same in chunks of %i bytes", (chunk) => {
  const text = "\ufeffa,b\r\n\n  é 😀\n12345678901234567890\r\n123456789012345678901\n,\n";
  expect(linesOf(Buffer.from(text), chunk)).toEqual(["a,b", "", "  é 😀", "12345678901234567890", null, ","]);
  expect(linesOf(Buffer.from(`${text}last`), chunk)).toEqual(expect.arrayContaining(["last"]));
  expect(linesOf(Buffer.from("1\n".padEnd(500, "x")), chunk)).toEqual(["1", null]);
  expect(linesOf(Buffer.from([0x61, 0xff, 0x0a, 0xc3]), chunk)).toEqual(["a\ufffd", "\ufffd"]);
  expect(linesOf(new Uint8Array(), chunk)).toEqual([]);
});

test.each([1, 2, 3, 100])("UTF-16 with its mark, in chunks of %i bytes", (chunk) => {
  const text = "\ufeffa;b\r\né 😀\nlast";
  const little = Buffer.from(text, "utf16le");
  expect(linesOf(little, chunk)).toEqual(["a;b", "é 😀", "last"]);
  expect(linesOf(Buffer.from(little).swap16(), chunk)).toEqual(["a;b", "é 😀", "last"]);
  expect(linesOf(Buffer.of(0xff, 0xfe), chunk)).toEqual([]);
  expect(linesOf(Buffer.from("x"), chunk)).toEqual(["x"]);
});
