import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countLines, coverageOf, parseLcov } from "../../scripts/coverage.ts";

const HALF = `export function used() {
  return 1;
}

export function unused(x: number) {
  const y = x + 1;
  return y;
}
`;

test("a folder's coverage counts bun test's own report and the files that no test loaded", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reseeder-coverage-"));
  try {
    const files = {
      "src/core/half.ts": HALF,
      "src/core/never.ts": HALF,
      "src/core/shape.ts": "/** Doc. */\nexport interface Shape {\n  x: number;\n}\n",
      "src/cli/other.ts": HALF,
    };
    for (const [path, source] of Object.entries(files)) await Bun.write(join(folder, path), source);
    const source = `import { test } from "bun:test"; import { used } from "../src/core/half.ts"; test("t", () => { used(); });`;
    await Bun.write(join(folder, "tests/half.test.ts"), source);
    const command = [process.execPath, "test", "--coverage", "--coverage-reporter=lcov"];
    expect(await Bun.spawn(command, { cwd: folder, stdio: ["ignore", "ignore", "ignore"] }).exited).toBe(0);

    const counts = parseLcov(await Bun.file(join(folder, "coverage/lcov.info")).text());
    const half = counts.find(({ path }) => path === "src/core/half.ts");
    expect(half?.lines).toBeGreaterThan(0);
    expect(half?.hit).toBeLessThan(half?.lines ?? 0);

    const core = coverageOf("src/core", counts, new Map(Object.entries(files)));
    expect(core.files.map(({ path }) => path)).toEqual(["src/core/never.ts", "src/core/half.ts", "src/core/shape.ts"]);
    expect(core.files[0]).toMatchObject({ lines: countLines(HALF), hit: 0 });
    expect(core.hit).toBe(half?.hit ?? -1);
    expect(core.lines).toBe((half?.lines ?? 0) + countLines(HALF));
    expect(core.percent).toBeCloseTo((100 * core.hit) / core.lines);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("types and comments are no lines of code", () => {
  expect(countLines("/** Doc. */\nexport interface Shape {\n  x: number;\n}\nexport type Y = Shape;\n")).toBe(0);
  expect(countLines("export const x = 1;\n")).toBeGreaterThan(0);
});
