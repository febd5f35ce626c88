import { describe, expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { floorViolations } from "./support/floors.ts";
import { leanViolations, roomViolations } from "./support/rooms.ts";

const ROOT = resolve(import.meta.dir, "..");

async function sourcesOf(...globs: string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const path of globs.flatMap((glob) => [...new Bun.Glob(glob).scanSync({ cwd: ROOT })]).sort()) {
    files.set(path.replaceAll("\\", "/"), await Bun.file(join(ROOT, path)).text());
  }
  expect(files.size).toBeGreaterThan(0);
  return files;
}

test("src keeps the floors", async () => {
  expect(floorViolations(await sourcesOf("src/**/*.{ts,tsx}"))).toEqual([]);
});

test("every file of src stands in a room, and rooms do not go in a circle", async () => {
  expect(roomViolations(await sourcesOf("src/**/*.{ts,tsx}"))).toEqual([]);
});

test("scripts take nothing of tests but their support, which takes nothing of scripts", async () => {
  expect(leanViolations(await sourcesOf("scripts/**/*.ts", "tests/**/*.{ts,tsx}"))).toEqual([]);
});

describe("the check of rooms finds", () => {
  const two = { "src/core/a/one.ts": "export const x = 1;", "src/core/a/two.ts": "export const y = 1;" };
  const found = (files: Record<string, string>) => roomViolations(new Map(Object.entries({ ...two, ...files })));

  test("a circle of rooms that is none of files, types counted", () => {
    expect(
      found({
        "src/core/a/one.ts": `import type { X } from "../b/one.ts";\nexport let y: X;`,
        "src/core/b/one.ts": "export type X = number;",
        "src/core/b/two.ts": `export * from "../c/one.ts";`,
        "src/core/c/one.ts": `import { y } from "../a/two.ts"; y;`,
        "src/core/c/two.ts": "",
      }),
    ).toEqual([expect.stringContaining("src/core/a → src/core/b → src/core/c → src/core/a")]);
  });

  test("a room of one file, and one of too many", () => {
    const many = Object.fromEntries(Array.from({ length: 26 }, (_, i) => [`src/core/c/${i}.ts`, ""]));
    expect(found({ "src/core/b/alone.ts": "", ...many })).toEqual([
      "src/core/b has 1 files, not 2 to 25",
      "src/core/c has 26 files, not 2 to 25",
    ]);
  });

  test("ground that two rooms import, and more of it than a floor may have", () => {
    const use = (name: string) => `import "../${name}.ts";`;
    const rooms = ["b", "c", "d"].flatMap((room) => [
      [`src/core/${room}/one.ts`, use("solid")],
      [`src/core/${room}/two.ts`, room === "d" ? "" : use("thin")],
    ]);
    const files = { ...Object.fromEntries(rooms), "src/core/solid.ts": "", "src/core/thin.ts": "" };
    expect(found(files)).toEqual(["src/core/thin.ts is ground, but 2 rooms import it"]);
    const ground = Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`src/core/${i}.ts`, ""]));
    expect(found(ground)[0]).toBe("src/core has 16 files of ground, more than 15");
  });

  test("a script that imports a test, and support that imports a script", () => {
    const files = {
      "scripts/a.ts": `import "../tests/core/a.test.ts";\nimport "../tests/support/b.ts";`,
      "tests/support/b.ts": `import "../../scripts/a.ts";`,
      "tests/core/a.test.ts": `import "../../scripts/a.ts";`,
    };
    expect(leanViolations(new Map(Object.entries(files)))).toEqual([
      "scripts/a.ts imports tests/core/a.test.ts",
      "tests/support/b.ts imports scripts/a.ts",
    ]);
  });
});

describe("the check finds", () => {
  const X = "export const x = 1;\nexport type X = number;\n";
  const broken: [what: string, files: Record<string, string>, sentence: string][] = [
    [
      "a higher floor",
      { "src/core/a.ts": `import { x } from "../store/b.ts"; x;`, "src/store/b.ts": X },
      "no lower floor",
    ],
    [
      "a type of a higher floor",
      { "src/core/a.ts": `import type { X } from "../store/b.ts";\nexport let y: X;`, "src/store/b.ts": X },
      "no lower floor",
    ],
    [
      "a type in braces",
      { "src/core/a.ts": `import {\n  type X,\n} from "../work/b.ts";\nexport let y: X;`, "src/work/b.ts": X },
      "no lower floor",
    ],
    [
      "an inline type",
      { "src/core/a.ts": `export let y: import("../work/b.ts").X;`, "src/work/b.ts": X },
      "no lower floor",
    ],
    ["a re-export", { "src/store/a.ts": `export * from "../work/b.ts";`, "src/work/b.ts": X }, "no lower floor"],
    ["a lazy import", { "src/work/a.ts": `await import("../cli/b.ts");`, "src/cli/b.ts": X }, "no lower floor"],
    [
      "http from tui",
      { "src/tui/a.tsx": `import { x } from "../http/b.ts"; x;`, "src/http/b.ts": X },
      "no lower floor",
    ],
    [
      "tui from http",
      { "src/http/a.ts": `import type { X } from "../tui/b.tsx";\nexport let y: X;`, "src/tui/b.tsx": X },
      "no lower floor",
    ],
    [
      "http from client",
      { "src/client/a.ts": `import { x } from "../http/b.ts"; x;`, "src/http/b.ts": X },
      "no lower floor",
    ],
    ["the process from a command", { "src/cli/a.ts": `import "../main.ts";`, "src/main.ts": X }, "no lower floor"],
    [
      "a worker of a higher floor",
      {
        "src/core/a.ts": `export const u = new URL("../work/b.worker.ts", import.meta.url);`,
        "src/work/b.worker.ts": X,
      },
      "no lower floor",
    ],
    ["a file outside src", { "src/work/a.ts": `import "../../scripts/build.ts";` }, "outside src"],
    ["a missing file", { "src/work/a.ts": `import "./gone.ts";` }, "not there"],
    ["a folder of no floor", { "src/utils/a.ts": X }, "no floor"],
    [
      "bun:sqlite above the store",
      { "src/work/a.ts": `import { Database } from "bun:sqlite"; Database;` },
      "belongs to src/store/",
    ],
    [
      "a type of bun:sqlite",
      { "src/work/a.ts": `import type { Database } from "bun:sqlite";\nexport let y: Database;` },
      "belongs to src/store/",
    ],
    ["node:sqlite above the store", { "src/work/a.ts": `await import("node:sqlite");` }, "belongs to src/store/"],
    ["elysia outside http", { "src/cli/a.ts": `import { Elysia } from "elysia"; Elysia;` }, "belongs to src/http/"],
    [
      "swagger outside http",
      { "src/cli/a.ts": `import { swagger } from "@elysiajs/swagger"; swagger;` },
      "belongs to src/http/",
    ],
    ["react outside tui", { "src/cli/a.ts": `import { useState } from "react"; useState;` }, "belongs to src/tui/"],
    ["ink outside tui", { "src/cli/a.ts": `import { render } from "ink"; render;` }, "belongs to src/tui/"],
    ["citty outside cli", { "src/main.ts": `import { runMain } from "citty"; runMain;` }, "belongs to src/cli/"],
    [
      "bencode in another file",
      { "src/core/a.ts": `import bencode from "bencode"; bencode;` },
      "belongs to src/core/torrent/bencode.ts",
    ],
    ["a package of nobody", { "src/cli/a.ts": `import chalk from "chalk"; chalk;` }, "without an owner"],
    ["files in core", { "src/core/a.ts": `import { readFileSync } from "node:fs"; readFileSync;` }, "core is pure"],
    ["programs in core", { "src/core/a.ts": `import { spawn } from "node:child_process"; spawn;` }, "core is pure"],
    ["bun:ffi in core", { "src/core/a.ts": `import { dlopen } from "bun:ffi"; dlopen;` }, "core is pure"],
    ["console in core", { "src/core/a.ts": `console.log(1);` }, "uses console.log"],
    ["process in core", { "src/core/a.ts": `export const y = process.env["X"];` }, "uses process.env"],
    ["a clock in core", { "src/core/a.ts": `export const y = () => Date.now();` }, "uses Date.now"],
    ["the present date in core", { "src/core/a.ts": `export const y = () => new Date();` }, "uses new Date()"],
    ["chance in core", { "src/core/a.ts": `export const y = () => Math.random();` }, "uses Math.random"],
    ["Bun.file in core", { "src/core/a.ts": `export const y = () => Bun.file("x");` }, "uses Bun.file"],
    ["timers in core", { "src/core/a.ts": `setTimeout(() => {}, 1);` }, "uses setTimeout"],
    [
      "a cycle",
      { "src/core/a.ts": `import "./b.ts";`, "src/core/b.ts": `import "./c.ts";`, "src/core/c.ts": `import "./a.ts";` },
      "import cycle: src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts",
    ],
    [
      "a cycle of types",
      {
        "src/core/a.ts": `import type { X } from "./b.ts";\nexport let y: X;`,
        "src/core/b.ts": `export type { X } from "./a.ts";`,
      },
      "import cycle",
    ],
  ];
  test.each(broken)("%s", (_, files, sentence) => {
    const found = floorViolations(new Map(Object.entries(files)));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(sentence);
  });

  test("nothing in files that keep the rules", () => {
    const files = {
      "src/main.ts": `import { run } from "./cli/run.ts"; await run(process.argv);`,
      "src/cli/run.ts": `import { runCommand } from "citty";\nexport const run = async (argv: string[]) => { runCommand; argv; await import("../http/app.ts"); await import("../tui/app.tsx"); };`,
      "src/http/app.ts": `import { Elysia } from "elysia";\nimport { scan } from "../work/scan.ts";\nexport const app = [Elysia, scan];`,
      "src/tui/app.tsx": `import { Text } from "ink";\nexport const App = () => <Text>console.log(1)</Text>;`,
      "src/work/scan.ts": `import { rows } from "../store/rows.ts";\nexport const scan = () => [rows, new Worker(new URL("./scan.worker.ts", import.meta.url).href), Date.now()];`,
      "src/work/scan.worker.ts": `import { readFileSync } from "node:fs";\nimport { walk } from "../core/torrent/bencode.ts";\nself.onmessage = () => self.postMessage([readFileSync, walk]);`,
      "src/store/rows.ts": `import { Database } from "bun:sqlite";\nimport one from "./migrations/0001.sql" with { type: "text" };\nexport const rows = [Database, one];`,
      "src/core/torrent/bencode.ts": `import { createHash } from "node:crypto";\nimport bencode from "bencode";\n// process.exit(1); import x from "chalk"\nexport const walk = (process: { env: number }, at: number) => [process.env, new Date(at), createHash, bencode, new Bun.CryptoHasher("sha1"), "console.log from 'chalk'"];`,
    };
    expect(floorViolations(new Map(Object.entries(files)))).toEqual([]);
  });
});
