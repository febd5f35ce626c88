import { describe, expect, test } from "bun:test";
import { dirname, join } from "node:path";
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
    const entry: CommandEntry | undefined = entries[given[0] ?? ""];
    // A command with subcommands may also do something by itself.
    if (!entry && command?.operands) break;
    if (!entry) throw new Error(`no such command: ${words}`);
    given.shift();
    command = (await entry.load()).default;
    entries = command.subcommands;
  }
  const { operands } = parseFlags(given, { ...command?.args, ...GLOBAL_FLAGS }, {});
  const { min, max } = command?.operands ?? { min: 0, max: 0 };
  if (operands.length < min || operands.length > max) throw new Error(`${operands.length} arguments: ${words}`);
}

const DOCUMENTS = ["README.md", ...new Bun.Glob("docs/*.md").scanSync({ cwd: ROOT })].sort();

describe.each(DOCUMENTS)("%s", (path) => {
  test("names commands, flags and settings that there are", async () => {
    const document = await Bun.file(join(ROOT, path)).text();
    const commands = commandsIn(document);
    for (const words of commands) await check(words);
    // The API's fields have names like settings.
    if (/json|protocol/.test(path)) return;
    const settings = document.matchAll(/`((?:backup|max|min|rescan|request|report|hash|trusted)_[a-z_]+)`/g);
    for (const [, key = ""] of settings) expect([key, Object.hasOwn(SETTINGS, key)]).toEqual([key, true]);
  });
});

test("documents lead to documents and pictures that there are", async () => {
  const missing: string[] = [];
  for (const path of [...DOCUMENTS, "ARCHITECTURE.md", "CONTRIBUTING.md"]) {
    const document = await Bun.file(join(ROOT, path)).text();
    for (const [, target = ""] of document.matchAll(/\]\(([^)#:]+\.(?:md|png|svg|json))(?:#[^)]*)?\)/g)) {
      if (!(await Bun.file(join(ROOT, dirname(path), target)).exists())) missing.push(`${path}: ${target}`);
    }
  }
  expect(missing).toEqual([]);
});

test("the documents name many commands", async () => {
  const commands = await Promise.all(
    DOCUMENTS.map(async (path) => commandsIn(await Bun.file(join(ROOT, path)).text())),
  );
  expect(commands.flat().length).toBeGreaterThan(60);
});
