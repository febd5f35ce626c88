import { afterAll, beforeAll, expect, test } from "bun:test";
import { manPage } from "../../scripts/man.ts";
import { allCommands } from "../../src/cli/command.ts";
import { commandTree, flatten } from "../../src/cli/completions/command-tree.ts";
import { GROUPS } from "../../src/cli/program/commands.ts";
import { type Tree, tree } from "../support/tree.ts";

let dir: Tree;
let page: string;
beforeAll(async () => {
  page = await manPage({ version: "1.2.3", date: "2026-11-27" });
  dir = tree({ "reseeder.1": page });
});
afterAll(() => dir[Symbol.dispose]());

/** What a formatter makes of the page, and what it complains of. */
function formatted(...command: string[]): { code: number; out: string; err: string } {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command, dir.path("reseeder.1")], {
    env: { ...process.env, LC_ALL: "C.UTF-8", MANWIDTH: "100", MAN_KEEP_FORMATTING: "" },
  });
  return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
}

/** A test that is skipped, and says so, where a program is not there. */
function withProgram(program: string): typeof test {
  if (Bun.which(program)) return test;
  console.warn(`tests/scripts/man.test.ts: skipped, there is no ${program}`);
  return test.skip as typeof test;
}

test("the manual page has every command with every flag, in ASCII", async () => {
  expect(page).toMatch(/^[\n\x20-\x7e]+$/);
  const plain = page.replaceAll("\\-", "-");
  for (const { path, flags, subcommands } of flatten(await commandTree(allCommands(GROUPS)))) {
    const [, section] = plain.split(`\n.SS reseeder ${path.slice(1).replaceAll("/", " ")}\n`);
    if (subcommands.length > 0 && section === undefined) continue;
    const own = (section ?? "").split("\n.S")[0];
    for (const { name } of flags) {
      if (name !== "help" && name !== "debug")
        expect([path, own]).toEqual([path, expect.stringContaining(`--${name}`)]);
    }
  }
  expect(plain).toContain('.TH RESEEDER 1 2026-11-27 "reseeder 1.2.3" "User Commands"');
});

withProgram("groff")("groff formats it without a warning", () => {
  const { code, out, err } = formatted("groff", "-man", "-ww", "-Tutf8", "-P-cbou");
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain("reseeder scan [flags] [PATH…]");
});

withProgram("man")("man shows it without a warning", () => {
  const { code, err } = formatted("man", "--warnings", "-l");
  expect([code, err]).toEqual([0, ""]);
});

withProgram("mandoc")("mandoc has nothing against it", () => {
  expect(formatted("mandoc", "-Tlint")).toEqual({ code: 0, out: "", err: "" });
});
