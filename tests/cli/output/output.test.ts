import { expect, test } from "bun:test";
import type { Io } from "../../../src/cli/io/io.ts";
import { formatTable, ProgressLine } from "../../../src/cli/output/output.ts";
import { scanProgress } from "../../../src/cli/output/scan-output.ts";

test("tables are aligned, the first column to the left", () => {
  expect(formatTable([["found", "1,234"], ["a longer one", "5"], ["x"]])).toBe(
    "  found         1,234\n  a longer one      5\n  x\n",
  );
  expect(formatTable([])).toBe("");
});

function progressOn(columns: number | null): { progress: ProgressLine; written: () => string } {
  let written = "";
  const stream = {
    write: (text: string) => {
      written += text;
    },
    isTerminal: columns !== null,
    columns: columns ?? 80,
  };
  const io = { err: stream, out: stream } as unknown as Io;
  return { progress: new ProgressLine(io), written: () => written };
}

test("a progress line is drawn over again, never wider than the terminal, and taken away", () => {
  const { progress, written } = progressOn(40);
  progress.clear();
  progress.show("x".repeat(100));
  progress.show("short");
  progress.clear();
  progress.clear();
  expect(written()).toBe(`\r\x1b[K${"x".repeat(38)}…\r\x1b[Kshort\r\x1b[K`);
});

test("where there is no terminal it writes nothing", () => {
  const { progress, written } = progressOn(null);
  progress.show("x");
  progress.clear();
  expect(written()).toBe("");
});

test("the progress of a scan tells share, rate and time left", () => {
  const line = scanProgress({ type: "progress", root: "/srv", read: 5_000, to_read: 20_000 }, 2_000);
  expect(line).toBe("25 %  5,000 of 20,000  2,500/s  6.0 s left  /srv");
  expect(scanProgress({ type: "progress", root: "/srv", read: 0, to_read: 0 }, 0)).toStartWith("0 %  0 of 0  0/s");
});

test("a table is as wide as a terminal draws it: CJK and emoji take two columns", () => {
  expect(
    formatTable([
      ["電影", "1"],
      ["abc", "22"],
      ["🎬", "333"],
    ]),
  ).toBe("  電影    1\n  abc    22\n  🎬    333\n");
});
