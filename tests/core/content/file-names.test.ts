import { describe, expect, test } from "bun:test";
import { furtherNames, heldName, writtenName } from "../../../src/core/content/file-names.ts";

describe("as Windows and Transmission write it", () => {
  test.each([
    ["What? Part: 1..mkv", "What_ Part_ 1..mkv"],
    ['<a>:"b"/c\\d|e?f*', "_a___b__c_d_e_f_"],
    ["trail.mkv ", "trail.mkv"],
    ["trail.mkv. .", "trail.mkv"],
    [" lead", "lead"],
    ["...", "..."],
    ["a..b. c", "a..b. c"],
    ["tab\there", "tab_here"],
  ])("%p is %p", (name, written) => expect(writtenName(name)).toBe(written));

  test("a long run of dots inside costs no more than other text", () => {
    const name = `${".".repeat(200_000)}x`;
    expect(writtenName(name)).toBe(name);
  });
});

test("further names are those that differ, each once", () => {
  expect(furtherNames({ name: "plain.mkv" })).toEqual([]);
  expect(furtherNames({ name: "a?.mkv" })).toEqual(["a_.mkv"]);
  expect(furtherNames({ name: "é:.mkv", written: "_:.mkv", others: ["x?", "é_.mkv"] })).toEqual([
    ...["é_.mkv", "_:.mkv", "__.mkv", "x?", "x_"],
  ]);
});

test("a held file's name is looked up without what the index drops", () => {
  expect(heldName("dir/a\u200eb\u202e.mkv")).toBe("ab.mkv");
  expect(heldName("C:\\x\\tab\there")).toBe("tab_here");
  expect(heldName("plain ü?.mkv")).toBe("plain ü?.mkv");
});
