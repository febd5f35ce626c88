import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseTestSummary, tallyLine } from "../../scripts/tally.ts";

/** Runs the real `bun test` over these files and returns what it printed and its exit code. */
async function bunTest(files: Record<string, string>, ...options: string[]): Promise<{ output: string; code: number }> {
  const folder = mkdtempSync(join(tmpdir(), "reseeder-tally-"));
  try {
    for (const [name, source] of Object.entries(files)) await Bun.write(join(folder, name), source);
    const child = Bun.spawn([process.execPath, "test", ...options], {
      cwd: folder,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const output = await new Response(child.stderr).text();
    return { output: Bun.stripANSI(output), code: await child.exited };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("parseTestSummary on bun test's own output", () => {
  test("counts passes, failures, skips and todos", async () => {
    const { output, code } = await bunTest({
      "a.test.ts": `import { expect, test } from "bun:test";
        test("one", () => console.error(" 99 pass"));
        test("two", () => {});
        test("bad", () => expect(1).toBe(2));
        test.skip("skipped", () => {});
        test.todo("later");`,
    });
    expect(parseTestSummary(output)).toEqual({ passed: 2, failed: 1, skipped: 2 });
    expect(code).not.toBe(0);
  });

  test("counts a file that cannot be loaded as a failure", async () => {
    const { output } = await bunTest({
      "a.test.ts": `import { test } from "bun:test"; test("one", () => {});`,
      "b.test.ts": `import "./gone.ts"; import { test } from "bun:test"; test("two", () => {});`,
    });
    expect(parseTestSummary(output)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  test("takes a run that a test cut short as no summary", async () => {
    const { output } = await bunTest({
      "a.test.ts": `import { test } from "bun:test"; test("one", () => process.exit(0));`,
    });
    expect(parseTestSummary(output)).toBeUndefined();
  });

  test("of several files at a time: one that a test cut short is a failure, and the others go on", async () => {
    const one = `import { test } from "bun:test"; test("one", () => {}); test.skip("two", () => {});`;
    const cut = `import { test } from "bun:test"; test("one", () => process.exit(0)); test("two", () => {});`;
    const { output, code } = await bunTest({ "a.test.ts": one, "b.test.ts": cut, "c.test.ts": one }, "--parallel=2");
    expect(parseTestSummary(output)).toEqual({ passed: 2, failed: 1, skipped: 2 });
    expect(code).not.toBe(0);
  });

  test("takes a summary that does not add up as none", () => {
    expect(parseTestSummary("\n 1 pass\n 0 fail\nRan 2 tests across 1 file. [1ms]\n")).toBeUndefined();
    expect(parseTestSummary("\n 2 pass\n 0 fail\nRan 2 tests across 1 file. [1ms]\n")).toBeDefined();
  });
});

test("the closing line adds up, and only a run with passes and without failures is good", () => {
  const one = { passed: 1, failed: 0, skipped: 0 };
  expect(tallyLine([one, { passed: 40, failed: 0, skipped: 0 }])).toEqual({ line: "41 passed, 0 failed", ok: true });
  expect(tallyLine([one, { passed: 2, failed: 1, skipped: 3 }])).toEqual({
    line: "3 passed, 1 failed, 3 skipped",
    ok: false,
  });
  expect(tallyLine([]).ok).toBe(false);
});
