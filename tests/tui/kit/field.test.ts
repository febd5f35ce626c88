import { describe, expect, test } from "bun:test";
import { type Edit, editField, type Field } from "../../../src/tui/kit/field.ts";

describe("a field", () => {
  const after = (text: string, cursor: number, ...edits: Edit[]): [string, number] => {
    let field: Field = { text, cursor };
    for (const edit of edits) field = editField(field, edit);
    return [field.text, field.cursor];
  };

  test.each<[string, Edit[], string, number]>([
    ["ac|", ["left", { insert: "b" }], "abc", 2],
    ["ab|", ["backspace"], "a", 1],
    ["|ab", ["backspace"], "ab", 0],
    ["|ab", ["delete"], "b", 0],
    ["ab|", ["delete", "right"], "ab", 2],
    ["👩‍👧x|", ["left", "backspace"], "x", 0],
    ["👩‍👧|x", ["left"], "👩‍👧x", 0],
    ["|👩‍👧x", ["right", "delete"], "👩‍👧", 5],
    ["one\ntwo|", ["line-start"], "one\ntwo", 4],
    ["o|ne\ntwo", ["line-end"], "one\ntwo", 3],
    ["one|\nt", ["down"], "one\nt", 5],
    ["one\ntw|o", ["up"], "one\ntwo", 2],
    ["|one", ["up"], "one", 0],
    ["on|e", ["down"], "one", 3],
    ["\n|a", ["up"], "\na", 0],
    ["a\n\nb|", ["up", "up"], "a\n\nb", 0],
    ["abc|", ["clear"], "", 0],
  ])("%p after %p", (marked, edits, text, cursor) => {
    const at = marked.indexOf("|");
    expect(after(marked.replace("|", ""), at, ...edits)).toEqual([text, cursor]);
  });

  test("takes a bounded text", () => {
    expect(after("", 0, { insert: "x".repeat(100_000) })[1]).toBe(65_536);
  });
});
