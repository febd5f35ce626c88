import { expect, test } from "bun:test";
import { commandWord, unitFile, unitWord } from "../../../src/core/service/unit-file.ts";

test("a unit has its comments, its sections and their lines in order", () => {
  const text = unitFile(
    ["One", ""],
    [
      [
        "Unit",
        [
          ["Description", "x"],
          ["Wants", null],
        ],
      ],
      [
        "Service",
        [
          ["SystemCallFilter", ["@a", "~@b"]],
          ["CapabilityBoundingSet", ""],
        ],
      ],
    ],
  );
  expect(text).toBe(
    "# One\n#\n\n[Unit]\nDescription=x\n\n[Service]\nSystemCallFilter=@a\nSystemCallFilter=~@b\nCapabilityBoundingSet=\n",
  );
});

test.each([
  ["/var/lib/reseeder/a.db", "/var/lib/reseeder/a.db", "/var/lib/reseeder/a.db"],
  ["/srv/100%/x", "/srv/100%%/x", "/srv/100%%/x"],
  ["/srv/a b", '"/srv/a b"', '"/srv/a b"'],
  ['/srv/"a"\\b', '"/srv/\\"a\\"\\\\b"', '"/srv/\\"a\\"\\\\b"'],
  ["/srv/$HOME", '"/srv/$HOME"', '"/srv/$$HOME"'],
  ["/srv/a;b", '"/srv/a;b"', '"/srv/a;b"'],
  ["/srv/é", '"/srv/é"', '"/srv/é"'],
  ["", '""', '""'],
])("%p is quoted", (text, word, inCommand) => {
  expect([unitWord(text), commandWord(text)]).toEqual([word, inCommand]);
});
