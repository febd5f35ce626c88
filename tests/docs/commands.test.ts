import { describe, expect, test } from "bun:test";
import { dirname, join } from "node:path";
import { type Command, type CommandEntry, GLOBAL_FLAGS } from "../../src/cli/command.ts";
import { parseFlags } from "../../src/cli/flags.ts";
import { COMMANDS } from "../../src/cli/program/commands.ts";
import { SETTINGS } from "../../src/core/settings/settings.ts";
import { commandsIn, type DocumentCommand } from "../support/document-commands.ts";

const ROOT = join(import.meta.dir, "../..");

/** @throws Error for a command or flag that there is not, and in a block also for a wrong number of arguments */
async function check({ words, line, isInline }: DocumentCommand): Promise<void> {
  const given = words.filter((word) => word !== "--version" && word !== "--help");
  let entries: Readonly<Record<string, CommandEntry>> | undefined = COMMANDS;
  let command: Command | undefined;
  while (entries && given.length > 0) {
    const entry: CommandEntry | undefined = entries[given[0] ?? ""];
    // A command with subcommands may also do something by itself.
    if (!entry && command?.operands) break;
    if (!entry) throw new Error(`no such command: ${line}`);
    given.shift();
    command = (await entry.load()).default;
    entries = command.subcommands;
  }
  const flags = { ...command?.args, ...GLOBAL_FLAGS };
  if (isInline) {
    // It may be shortened.
    const unknown = given.filter((word) => word.startsWith("--") && !Object.hasOwn(flags, word.slice(2)));
    if (unknown.length > 0) throw new Error(`${line}: no flag ${unknown}`);
    return;
  }
  const { operands } = parseFlags(given, flags, {});
  const { min, max } = command?.operands ?? { min: 0, max: 0 };
  if (operands.length < min || operands.length > max) throw new Error(`${operands.length} arguments: ${line}`);
}

const DOCUMENTS = ["README.md", ...new Bun.Glob("docs/*.md").scanSync({ cwd: ROOT })].sort();

describe.each(DOCUMENTS)("%s", (path) => {
  test("names commands, flags and settings that there are", async () => {
    const document = await Bun.file(join(ROOT, path)).text();
    const commands = commandsIn(document);
    for (const command of commands) await check(command);
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
  expect(commands.flat().length).toBeGreaterThan(150);
});
