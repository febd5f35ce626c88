import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { drawMutations } from "../../scripts/mutate/draw.ts";
import { ENTRIES } from "../../scripts/mutate/entries.ts";
import { applied } from "../../scripts/mutate/mutation.ts";
import { outcomeOf } from "../../scripts/mutate/outcome.ts";
import { Workspace } from "../../scripts/mutate/workspace.ts";
import { until } from "../support/daemon.ts";
import { testWith } from "../support/needs.ts";
import { ROOT } from "../support/root.ts";
import { tree } from "../support/tree.ts";

// The short form of `bun run mutate`, which makes each change and runs its tests.
test("every entry still applies to the sources, and names tests that are there", async () => {
  expect(ENTRIES.length).toBeGreaterThan(0);
  const problems: string[] = [];
  for (const entry of ENTRIES) {
    try {
      applied(await Bun.file(join(ROOT, entry.file)).text(), entry);
    } catch (error) {
      problems.push(String(error));
    }
    if (entry.tests.length === 0) problems.push(`${entry.file}: no test is named for: ${entry.from}`);
    for (const path of entry.tests) if (!existsSync(join(ROOT, path))) problems.push(`${path} is not there`);
  }
  expect(problems).toEqual([]);
});

describe("drawn changes", () => {
  const SOURCE = `
/** One && two. */
export function sum(a: number, b: number): string {
  if (a < 1 && b !== 2) return "a && b";
  console.log(a);
  return \`\${a + b} && true\`;
}
`;
  const draw = (seed: number, count = 100) =>
    drawMutations(new Map([["src/core/sum.ts", SOURCE]]), seed, count, () => ["tests/core/sum.test.ts"]);

  test("are the same for the same seed, and others for another", () => {
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1, 3)).not.toEqual(draw(2, 3));
  });

  test("change code alone, one token at a time, and apply", () => {
    const lines = draw(1).map((drawn) => {
      expect(applied(SOURCE, drawn)).not.toBe(SOURCE);
      return drawn.to.trim();
    });
    expect(lines.sort()).toEqual(
      [
        "",
        'if (!(a < 1 && b !== 2)) return "a && b";',
        'if (a < 1 && b !== 3) return "a && b";',
        'if (a < 1 && b === 2) return "a && b";',
        'if (a < 1 || b !== 2) return "a && b";',
        'if (a < 2 && b !== 2) return "a && b";',
        'if (a <= 1 && b !== 2) return "a && b";',
      ].sort(),
    );
  });
});

test("a change counts as caught when a test fails with it, and the source is as it was afterwards", async () => {
  using dir = tree({
    "src/sum.ts": "export const sum = (a: number, b: number) => a + b;\n",
    "tests/sum.test.ts": `import { describe, expect, test } from "bun:test";
import { sum } from "../src/sum.ts";
test("sum", () => expect(sum(2, 2)).toBe(4));
describe("sums", () => {
  test("of one (1)", () => expect(sum(1, 0)).toBe(1));
});
`,
    "node_modules/.keep": "",
    ".gitignore": "node_modules",
  });
  Bun.spawnSync(["git", "init", "-q"], { cwd: dir.path(".") });
  using workspace = new Workspace(dir.path("."));
  const change = (to: string) => ({ file: "src/sum.ts", from: "a + b", to, tests: ["tests/sum.test.ts"] });
  expect(await workspace.run(["tests/sum.test.ts"])).toEqual({ how: "survived", why: "" });
  expect(await workspace.try(change("a - b"))).toEqual({
    how: "caught",
    why: "sum: error: expect(received).toBe(expected)",
  });
  expect(await workspace.try(change("a - -b"))).toMatchObject({ how: "survived" });
  expect(await workspace.try({ ...change("a * b"), named: "sums > of one (1)" })).toMatchObject({
    how: "caught",
    why: "sums > of one (1): error: expect(received).toBe(expected)",
  });
  expect(await workspace.try({ ...change("a * b"), named: "of none" })).toMatchObject({ how: "broke" });
  expect(await workspace.try(change("a * ("))).toMatchObject({ how: "broke" });
  expect(await workspace.try(change("a * c"))).toEqual({ how: "broke", why: "sum: ReferenceError: c is not defined" });
  expect(await Bun.file(join(workspace.folder, "src/sum.ts")).text()).toContain("a + b");
});

test("a test that runs out of time is not one that fails", () => {
  const report = "(fail) waits [1003.91ms]\n  ^ this test timed out after 1000ms.\n";
  expect(outcomeOf(1, report)).toEqual({ how: "hung", why: "waits" });
  expect(outcomeOf(1, "(fail) waits [1003.91ms]\n")).toEqual({ how: "caught", why: "waits" });
  const browser = "TimeoutError: waitFor: Timeout 30000ms exceeded.\n(fail) waits [30.91ms]\n";
  expect(outcomeOf(1, browser)).toMatchObject({ how: "hung" });
  expect(outcomeOf(null, "")).toEqual({ how: "hung", why: "" });
});

testWith(process.platform === "linux", "Linux")("what a test leaves behind when it fails is ended", async () => {
  using dir = tree({
    "tests/left.test.ts": `import { test } from "bun:test";
test("left", async () => {
  const child = Bun.spawn(["sleep", "600"], { stdio: ["ignore", "ignore", "ignore"], detached: true });
  await Bun.write(import.meta.dir + "/pid", String(child.pid));
  process.exit(1);
});
`,
    "node_modules/.keep": "",
    ".gitignore": "node_modules",
  });
  Bun.spawnSync(["git", "init", "-q"], { cwd: dir.path(".") });
  using workspace = new Workspace(dir.path("."));
  expect(await workspace.run(["tests/left.test.ts"])).toMatchObject({ how: "broke" });
  const pid = await Bun.file(join(workspace.folder, "tests/pid")).text();
  // Of one that has ended and waits to be taken note of, the command is empty.
  await until(
    "its end",
    () => !existsSync(`/proc/${pid}/cmdline`) || readFileSync(`/proc/${pid}/cmdline`, "utf8") === "",
  );
});
