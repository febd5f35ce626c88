import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fill, keysTable } from "../../scripts/screens.ts";

const DOCUMENT = readFileSync(join(import.meta.dir, "../../docs/tui.md"), "utf8");

test("the keys in docs/tui.md are those of the program", () => {
  expect(fill(DOCUMENT, { keys: keysTable() })).toBe(DOCUMENT);
});

test("every screen in docs/tui.md is one of 80 columns and at most 24 lines", () => {
  const screens = [...DOCUMENT.matchAll(/```text\n([\s\S]*?)\n```/g)].map(([, text]) => (text ?? "").split("\n"));
  expect(screens.length).toBe(12);
  for (const lines of screens) {
    expect(lines[0]).toBe(" 1 ReSeeder 2 Torrents 3 Users 4 Scan 5 Stats 6 Settings 7 Backup 8 API 9 Log");
    expect(lines[1]).toHaveLength(80);
    expect(lines.length).toBe(24);
    expect(Math.max(...lines.map((line) => Bun.stringWidth(line)))).toBeLessThanOrEqual(80);
  }
});

test("a section that the document lacks is an error", () => {
  expect(() => fill("<!-- begin a -->\n<!-- end a -->", { b: "" })).toThrow("no section b");
  expect(fill("x <!-- begin a --> old <!-- end a --> y", { a: "new" })).toBe(
    "x <!-- begin a -->\n\nnew\n\n<!-- end a --> y",
  );
});
