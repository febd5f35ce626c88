import { expect, test } from "bun:test";
import { shallowJson } from "../../../src/core/protocol/shallow-json.ts";

const shallow = (text: string, depth: number) => Buffer.from(shallowJson(Buffer.from(text), depth)).toString();

test("what lies deeper is 0, and brackets in strings are none", () => {
  const text = '{"a":[{"b":"x]}\\"[{","c":[1,{"d":[2]}],"e":{}},3],"f":"\\\\","g":[[],[[]]]}';
  expect(JSON.parse(shallow(text, 3))).toEqual({ a: [{ b: 'x]}"[{', c: 0, e: 0 }, 3], f: "\\", g: [[], [0]] });
  expect(JSON.parse(shallow(text, 1))).toEqual({ a: 0, f: "\\", g: 0 });
  expect(shallow(text, 9)).toBe(text);
});

test("what breaks off stays broken", () => {
  for (const text of ['{"a":[{"b":[1,2', '{"a":"x', '{"a":"x\\', "[[[[]", "", "]"]) {
    expect(() => JSON.parse(shallow(text, 3))).toThrow();
  }
});
