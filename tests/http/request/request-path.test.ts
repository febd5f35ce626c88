import { expect, test } from "bun:test";
import { pathForLog, pathOf } from "../../../src/http/request/request-path.ts";

const of = (path: string) => new Request(`http://tracker.example${path}`);

test("a path has neither query nor fragment", () => {
  expect(["", "/", "/a/b?c=/d", "/a#b?c"].map((path) => pathOf(of(path)))).toEqual(["/", "/", "/a/b", "/a"]);
});

test("a passkey is masked also where the path is cut in the middle of it", () => {
  const passkey = "0123456789abcdef0123456789abcdef";
  for (const before of [235, 240, 250, 255]) {
    const logged = pathForLog(of(`/${"x".repeat(before)}/announce/${passkey}`), "other", false);
    expect(logged.length).toBeLessThanOrEqual(256);
    expect(logged).not.toContain(passkey.slice(0, 4));
  }
  expect(pathForLog(of(`/${passkey}/announce`), "other", false)).toBe("/[masked]/announce");
});
