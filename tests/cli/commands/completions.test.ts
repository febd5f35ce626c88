import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { Command, CommandEntry } from "../../../src/cli/command.ts";
import { bashCompletions } from "../../../src/cli/completions/bash.ts";
import { commandTree, flatten } from "../../../src/cli/completions/command-tree.ts";
import { fishCompletions } from "../../../src/cli/completions/fish.ts";
import { zshCompletions } from "../../../src/cli/completions/zsh.ts";
import { SETTING_WORDS } from "../../../src/cli/output/setting-output.ts";
import { COMMANDS } from "../../../src/cli/program/commands.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { run } from "../../support/run.ts";
import { completions, type Shell } from "../../support/shells.ts";
import { tree } from "../../support/tree.ts";

const MAKERS = { bash: bashCompletions, zsh: zshCompletions, fish: fishCompletions };
const SHELLS = Object.keys(MAKERS) as Shell[];

/** Commands with everything that is hard to quote. */
const entry = (command: Partial<Command>, description = "Does"): CommandEntry => ({
  description,
  load: async () => ({ default: { args: {}, examples: [], ...command } }),
});
const run0 = async () => 0;
const HARD: Record<string, CommandEntry> = {
  look: entry(
    {
      run: run0,
      args: {
        db: { type: "string", valueHint: "FILE", description: `It's [the] "file": $HOME, \`x\` \\` },
        level: { type: "enum", options: ["high", "low"], description: "Level" },
        out: { type: "string", valueHint: "DIR", alias: "o", description: "Folder" },
        port: { type: "string", valueHint: "NUMBER", description: "Number" },
        json: { type: "boolean", description: "JSON" },
      },
      operands: { names: { "FILE…": "Files" }, min: 0, max: 9 },
    },
    `It's a [look]: "x" $HOME \\`,
  ),
  pick: entry({ run: run0, operands: { names: { WORD: "Word" }, min: 1, max: 1, choices: ["alpha", "beta"] } }),
  ask: entry({
    run: run0,
    args: {
      db: { type: "string", valueHint: "FILE", description: "Database" },
      columns: { type: "string", list: ["id", "hash", "name"], description: "Columns" },
    },
    operands: { names: { NAME: "Name" }, min: 1, max: 1, choices: [], offers: { asks: "token list" } },
  }),
  set: entry({
    run: run0,
    operands: {
      names: { KEY: "Key", VALUE: "Value" },
      min: 2,
      max: 2,
      offers: { words: ["auth", "keep"], after: { auth: ["none", "token"], keep: [] } },
    },
  }),
  deep: entry({ subcommands: { list: entry({ run: run0, args: { all: { type: "boolean", description: "All" } } }) } }),
};
const FILES = { "a file.txt": "", "b.txt": "", "sub/c.txt": "" };

describe.each(SHELLS)("%s", (shell) => {
  const there = Bun.which(shell) !== null;
  if (!there) console.warn(`tests/cli/completions.test.ts: skipped, there is no ${shell}`);
  const withShell = there ? test : test.skip;

  withShell(
    `offers what belongs into each place${there ? "" : ` (skipped: no ${shell})`}`,
    async () => {
      const script = MAKERS[shell](await commandTree(HARD));
      const program = `printf '%s\\0' 'with space' "$*"`;
      const expected: Record<string, string[]> = {
        "reseeder lo": ["look"],
        "reseeder deep ": ["list"],
        "reseeder deep list --a": ["--all"],
        "reseeder look --level ": ["high", "low"],
        "reseeder look --json --level h": ["high"],
        "reseeder look --port ": [],
        "reseeder pick ": ["alpha", "beta"],
        "reseeder pick a": ["alpha"],
        "reseeder look --o": ["--out"],
        "reseeder look --": ["--db", "--debug", "--help", "--json", "--level", "--out", "--port"],
        "reseeder look --db b": ["b.txt"],
        "reseeder look a": ["a file.txt"],
        "reseeder look --out ": ["sub"],
        "reseeder look -o s": ["sub"],
        "reseeder set ": ["auth", "keep"],
        "reseeder set auth ": ["none", "token"],
        "reseeder set auth t": ["token"],
        "reseeder set keep ": [],
        "reseeder ask --columns ": ["hash", "id", "name"],
        "reseeder ask ": ["token list --null", "with space"],
        "reseeder ask --db x.db ": ["token list --null --db x.db", "with space"],
      };
      // Shells show the whole word, or what follows the comma.
      const list = "reseeder ask --columns id,n";
      const found = completions(shell, script, [...Object.keys(expected), list], FILES, program);
      const plain = found.map((words) => words.map((word) => word.replace(/\/$/, "").replace(/^.*,/, "")));
      expect(Object.fromEntries(Object.keys(expected).map((line, i) => [line, plain[i]]))).toEqual(expected);
      expect([plain.at(-1)?.includes("name"), plain.at(-1)?.includes("hash")]).toEqual([true, false]);
    },
    TEST_TIMEOUT_MS,
  );

  withShell(
    `knows every command and flag of the program${there ? "" : ` (skipped: no ${shell})`}`,
    async () => {
      const commands = await commandTree(COMMANDS);
      const all = flatten(commands);
      const line = (path: string, more: string) => `reseeder${path.replaceAll("/", " ")} ${more}`;
      using dir = tree();
      const { code, out, err } = await run(["completions", shell], { cwd: dir.root });
      expect([code, err]).toEqual([0, ""]);
      const lines = ["reseeder ", ...all.map(({ path }) => line(path, "--"))];
      const [names = [], ...flags] = completions(shell, out, lines);
      expect(names).toEqual(commands.map(({ name }) => name).sort());
      expect(Object.fromEntries(all.map(({ path }, i) => [path, flags[i]]))).toEqual(
        Object.fromEntries(all.map(({ path, flags }) => [path, flags.map(({ name }) => `--${name}`).sort()])),
      );
    },
    TEST_TIMEOUT_MS,
  );
});

describe.each(SHELLS)("%s", (shell) => {
  const withShell = Bun.which(shell) ? test : test.skip;

  withShell(
    "completes settings, their values, scopes, columns, topics, and what the database holds",
    async () => {
      using dir = tree({ "my torrents/x": "" });
      const cwd = dir.root;
      for (const name of ["site", "alice"]) await run(["token", "create", name], { cwd });
      await run(["paths", "add", "my torrents"], { cwd });
      const { out } = await run(["completions", shell], { cwd });
      const program = `exec '${process.execPath}' '${join(import.meta.dir, "../../../src/main.ts")}' "$@"`;
      const db = dir.path("reseeder.db");
      const lines = {
        "reseeder settings set backup_k": ["backup_keep"],
        "reseeder settings set auth ": SETTING_WORDS["auth"],
        "reseeder settings set anonymize_users ": ["false", "true"],
        "reseeder settings get backup_k": ["backup_keep"],
        "reseeder token create x --scope ma": ["manage", "match"],
        "reseeder torrents list --columns se": ["seeders"],
        "reseeder help oper": ["operations"],
        "reseeder help paths ": ["add", "list", "remove"],
        [`reseeder token revoke --db ${db} `]: ["alice", "site"],
        [`reseeder paths remove --db ${db} `]: [dir.path("my torrents")],
      };
      const found = completions(shell, out, Object.keys(lines), {}, program);
      expect(Object.fromEntries(Object.keys(lines).map((line, i) => [line, found[i]]))).toEqual(
        Object.fromEntries(Object.entries(lines).map(([line, words]) => [line, [...(words ?? [])].sort()])),
      );
    },
    TEST_TIMEOUT_MS,
  );
});

test.each([
  [[], "SHELL is missing"],
  [["fis"], 'SHELL: expected one of bash, zsh, fish, got "fis"; did you mean fish?'],
  [["bash", "zsh"], 'Unexpected argument "zsh"'],
])("completions %p is wrong usage", async (args, sentence) => {
  const { code, err } = await run(["completions", ...args], { cwd: "/" });
  expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
});
