import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { resolvePath } from "../../../src/cli/io/resolve-path.ts";

const BAD = "r\udcff";

test.each(["a", "./a/../b", "/x//y/.", "..", "../../../..", ".", "a/b/"])(
  "%s, as node's own where that can",
  (path) => {
    expect(resolvePath("/srv/c", path)).toBe(resolve("/srv/c", path));
    const twin = resolvePath(`/srv/${BAD}`, path);
    expect(twin.replaceAll(BAD, "c")).toBe(resolve("/srv/c", path));
  },
);

test("bytes that are no UTF-8 are kept", () => {
  expect(resolvePath("/srv", BAD)).toBe(`/srv/${BAD}`);
  expect(resolvePath("/srv", `/x/${BAD}/../y`)).toBe("/x/y");
  expect(resolvePath(`/${BAD}`, "x")).toBe(`/${BAD}/x`);
});
