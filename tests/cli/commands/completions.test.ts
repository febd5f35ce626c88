import { describe, expect, test } from "bun:test";
import type { Command, CommandEntry } from "../../../src/cli/command.ts";
import { bashCompletions } from "../../../src/cli/completions/bash.ts";
import { commandTree, flatten } from "../../../src/cli/completions/command-tree.ts";
import { fishCompletions } from "../../../src/cli/completions/fish.ts";
import { zshCompletions } from "../../../src/cli/completions/zsh.ts";
import { COMMANDS } from "../../../src/cli/program/commands.ts";
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
      const offered = (lines: Record<string, string[]>) => {
        const found = completions(shell, script, Object.keys(lines), FILES);
        expect(Object.fromEntries(Object.keys(lines).map((line, i) => [line, found[i]]))).toEqual(lines);
      };
      offered({
        "reseeder lo": ["look"],
        "reseeder deep ": ["list"],
        "reseeder deep list --a": ["--all"],
        "reseeder look --level ": ["high", "low"],
        "reseeder look --json --level h": ["high"],
        "reseeder look --port ": [],
        "reseeder pick ": ["alpha", "beta"],
        "reseeder pick a": ["alpha"],
        "reseeder look --o": ["--out"],
      });
      const files = completions(
        shell,
        script,
        ["reseeder look --db b", "reseeder look a", "reseeder look --out ", "reseeder look -o s"],
        FILES,
      );
      expect(files.map((words) => words.map((word) => word.replace(/\/$/, "")))).toEqual([
        ["b.txt"],
        ["a file.txt"],
        ["sub"],
        ["sub"],
      ]);
      const [flags = []] = completions(shell, script, ["reseeder look --"]);
      expect(flags).toEqual(["--db", "--debug", "--help", "--json", "--level", "--out", "--port"]);
    },
    30_000,
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
    30_000,
  );
});

test.each([
  [[], "SHELL is missing"],
  [["fis"], '"fis": expected bash, zsh, fish; did you mean fish?'],
  [["bash", "zsh"], 'Unexpected argument "zsh"'],
])("completions %p is wrong usage", async (args, sentence) => {
  const { code, err } = await run(["completions", ...args], { cwd: "/" });
  expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
});
