import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type Command, type CommandEntry, GLOBAL_FLAGS } from "../../src/cli/command.ts";
import { parseFlags } from "../../src/cli/flags.ts";
import { COMMANDS } from "../../src/cli/program/commands.ts";
import { SETTINGS } from "../../src/core/settings/settings.ts";

const ROOT = join(import.meta.dir, "../..");

/** What stands behind `reseeder` in the shell blocks of a document. */
function commandsIn(document: string): string[] {
  const blocks = [...document.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) => block.split("\n"));
  return blocks.flatMap((line) => {
    const [, words] = /^(?:\S+ .* (?:--|\|) )?reseeder ((?!--version)\S.*)$/.exec(line.replace(/\s#.*/, "")) ?? [];
    return words === undefined ? [] : [words.split(/ (?:\||>|&&) ?/)[0]?.trim() ?? ""];
  });
}

async function check(words: string): Promise<void> {
  const given = [...words.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  let entries: Readonly<Record<string, CommandEntry>> | undefined = COMMANDS;
  let command: Command | undefined;
  while (entries) {
    const entry: CommandEntry | undefined = entries[given.shift() ?? ""];
    if (!entry) throw new Error(`no such command: ${words}`);
    command = (await entry.load()).default;
    entries = command.subcommands;
  }
  const { operands } = parseFlags(given, { ...command?.args, ...GLOBAL_FLAGS }, {});
  const { min, max } = command?.operands ?? { min: 0, max: 0 };
  if (operands.length < min || operands.length > max) throw new Error(`${operands.length} arguments: ${words}`);
}

describe.each(["README.md", "docs/operations.md", "docs/management.md"])("%s", (path) => {
  test("names commands, flags and settings that there are", async () => {
    const document = await Bun.file(join(ROOT, path)).text();
    const commands = commandsIn(document);
    expect(commands.length).toBeGreaterThan(5);
    for (const words of commands) await check(words);
    const settings = document.matchAll(/`((?:backup|max|min|rescan|request|report|hash|trusted)_[a-z_]+)`/g);
    for (const [, key = ""] of settings) expect([key, Object.hasOwn(SETTINGS, key)]).toEqual([key, true]);
  });
});

test("docs/operations.md leads to documents that there are", async () => {
  const document = await Bun.file(join(ROOT, "docs/operations.md")).text();
  const targets = [...document.matchAll(/\]\(([^)#:]+\.md)\)/g)].map(([, target = ""]) => target);
  expect(targets).not.toEqual([]);
  for (const target of targets)
    expect([target, await Bun.file(join(ROOT, "docs", target)).exists()]).toEqual([target, true]);
});
