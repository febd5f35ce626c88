import { describe, expect, test } from "bun:test";
import { themeOf, toAscii } from "../../../src/tui/kit/theme.ts";

describe("themes", () => {
  test.each([
    [{ LANG: "de_DE.UTF-8" }, true],
    [{ LANG: "C" }, false],
    [{}, false],
    [{ LANG: "C.utf8", LC_ALL: "C" }, false],
    [{ LANG: "C", LC_CTYPE: "C.UTF-8" }, true],
  ])("the locale of %p", (env, unicode) => expect(themeOf(env).unicode).toBe(unicode));

  test("NO_COLOR counts when it is not empty", () => {
    expect([themeOf({ NO_COLOR: "1" }).color, themeOf({ NO_COLOR: "" }).color, themeOf({}).color]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("ASCII keeps the cells", () => {
    expect(toAscii("850 µs ↕")).toBe("850 us |");
    expect(toAscii("› ● 1–6 …日本é█")).toBe("> * 1-6 ~?????#");
  });
});
