import { expect, test } from "bun:test";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dir, "../..");

async function help(file: string): Promise<string> {
  const child = Bun.spawn([process.execPath, join(ROOT, "scripts/bun.mjs"), join(ROOT, file), "--help"], {
    stdout: "pipe",
    stderr: "pipe",
  });
  return await new Response(child.stdout).text();
}

test("a script's help is the comment that it begins with, and other programs have their own", async () => {
  expect(await help("scripts/fuzz.ts")).toStartWith("Parses mutated .torrent files.");
  expect(await help("scripts/fuzz.ts")).toContain("\n  bun run fuzz [--count N] [--seed S] [--only INDEX]\n");
  expect(await help("node_modules/typescript/bin/tsc")).toContain("tsc: The TypeScript Compiler");
});
