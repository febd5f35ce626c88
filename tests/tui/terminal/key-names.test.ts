import { expect, test } from "bun:test";
import type { Key } from "ink";
import { keyNames } from "../../../src/tui/terminal/key-names.ts";

const NONE = { ctrl: false, meta: false, shift: false } as Key;

test.each<[string, Partial<Key>, string[]]>([
  ["", { upArrow: true }, ["up"]],
  ["", { tab: true, shift: true }, ["shift+tab"]],
  ["", { return: true }, ["enter"]],
  ["c", { ctrl: true }, ["ctrl+c"]],
  ["jjG", {}, ["j", "j", "G"]],
  ["\u001577\r", {}, ["ctrl+u", "7", "7", "enter"]],
  ["a b\t", {}, ["a", "space", "b", "tab"]],
  ["5", { meta: true }, ["escape", "5"]],
  ["e\u0301", {}, ["e\u0301"]],
])("%p with %p names %p", (input, key, names) => {
  expect(keyNames(input, { ...NONE, ...key })).toEqual(names);
});
