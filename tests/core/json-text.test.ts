import { describe, expect, test } from "bun:test";
import { ReseederError } from "../../src/core/errors.ts";
import { parseJson, show } from "../../src/core/json-text.ts";

const LIMITS = { depth: 8, values: 100 };
const parse = (text: string | Uint8Array) => parseJson(Buffer.from(text as string), LIMITS).value;

function rejection(text: string | Uint8Array): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ReseederError && error.code === "INVALID_REQUEST") return error.message;
    throw error;
  }
  throw new Error(`taken: ${text}`);
}

test("any JSON value is taken, with or without a byte order mark", () => {
  for (const value of [null, true, -0.5, "é𝄞", [], {}, { a: [{ b: ']}\\"[{' }] }]) {
    expect(parse(JSON.stringify(value))).toEqual(value);
  }
  expect(parse('\ufeff{"a":1}')).toEqual({ a: 1 });
  expect(parse('{"a":1,"a":2}')).toEqual({ a: 2 });
  expect(parse('"\\ud800"')).toBe("\ud800");
});

test("the text stays as it came", () => {
  expect(parseJson(Buffer.from(' {"a" : "\\u00e9"}'), LIMITS).text).toBe(' {"a" : "\\u00e9"}');
});

describe("rejected with the reason", () => {
  test("nothing, broken JSON, bytes that are no UTF-8", () => {
    expect(rejection("")).toBe("body: expected JSON, got nothing");
    expect(rejection('{"files":[')).toBe('body: expected JSON, got "{\\"files\\":[" (Unexpected EOF)');
    expect(rejection(Buffer.from([0x22, 0xff, 0x22]))).toBe("body: expected JSON in UTF-8, got invalid UTF-8");
    expect(rejection(`"${"x".repeat(100)}`)).toContain(`got ${JSON.stringify(`"${"x".repeat(39)}`)} (`);
  });

  test("nesting, before it is parsed", () => {
    expect(rejection("[".repeat(16 * 1024 * 1024))).toBe("body: nested deeper than 8 levels at byte 8");
    expect(rejection('{"a":'.repeat(9))).toBe("body: nested deeper than 8 levels at byte 40");
    expect(parse(`${"[".repeat(8)}${"]".repeat(8)}`)).toBeArray();
    // Brackets inside a text are no nesting, and a quote after a backslash does not end it.
    expect(parse(JSON.stringify(`\\"${"[".repeat(99)}`))).toBe(`\\"${"[".repeat(99)}`);
  });

  test("more values than the limit", () => {
    expect(parse(`[${"1,".repeat(98)}1]`)).toBeArrayOfSize(99);
    expect(rejection(`[${"1,".repeat(100)}1]`)).toBe("body: expected at most 100 values, got 101");
  });
});

test("a value is shown short and on one line", () => {
  const shown = [undefined, null, -1, 1.5, true, "a\nb", "x".repeat(99), [1], {}, "\ud800"].map(show);
  expect(shown).toEqual([
    ...["nothing", "null", "-1", "1.5", "true", '"a\\nb"', `"${"x".repeat(60)}"…`, "an array", "an object", '"\ufffd"'],
  ]);
});
