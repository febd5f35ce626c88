import { describe, expect, test } from "bun:test";
import type { Command, CommandEntry, Flags } from "../../../src/cli/command.ts";
import { environmentName, GLOBAL_FLAGS } from "../../../src/cli/command.ts";
import { commandTree, flatten } from "../../../src/cli/completions/command-tree.ts";
import { parseFlags } from "../../../src/cli/flags.ts";
import { COMMANDS } from "../../../src/cli/program/commands.ts";
import { run } from "../../support/run.ts";

const tree = flatten(await commandTree(COMMANDS));
const nodes = tree.map((node) => [node.path.slice(1).replaceAll("/", " "), node] as const);

/** The command that some words lead to, and the words behind it. */
async function find(words: readonly string[]): Promise<{ command: Command; rest: string[] }> {
  let entries: Readonly<Record<string, CommandEntry>> | undefined = COMMANDS;
  for (let i = 0; ; i++) {
    const entry: CommandEntry | undefined = entries?.[words[i] ?? ""];
    if (!entry) throw new Error(`no command ${words.join(" ")}`);
    const command: Command = (await entry.load()).default;
    const isLast = !command.subcommands || (command.run && !Object.hasOwn(command.subcommands, words[i + 1] ?? ""));
    if (isLast) return { command, rest: words.slice(i + 1) };
    entries = command.subcommands;
  }
}

describe.each(nodes)("%s", (path, node) => {
  const words = path.split(" ");

  test("its help has usage, every flag with what it does and the variable that it may have, examples, exit codes", async () => {
    const { command } = await lead(words);
    const flags: Flags = { ...command.args, ...GLOBAL_FLAGS };
    const { code, out, err } = await run([...words, "--help"], { cwd: "/" });
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(`reseeder ${path}`);
    for (const { name, description } of node.flags) {
      expect([name, description.length > 3]).toEqual([name, true]);
      const line = out.split("\n").find((each) => each.includes(`--${name}`)) ?? "";
      const inFull = out.replace(/\s+/g, " ");
      expect([line !== "", inFull]).toEqual([true, expect.stringContaining(description)]);
      expect([name, inFull.includes(`[$${environmentName(name)}]`)]).toEqual([name, flags[name]?.variable === true]);
    }
    expect(out).toMatch(/\nExamples:\n {2}# .*\n {2}reseeder /);
    expect(out).toMatch(/\nExit codes:\n {2}0 done/);
    expect(await run(["help", ...words], { cwd: "/" })).toMatchObject({ code: 0, out });
  });

  test("descriptions are imperative, short, without a full stop; lines fit into 80 columns and end without blanks", async () => {
    const { command } = await lead(words);
    const { out } = await run([...words, "--help"], { cwd: "/" });
    expect(out).toStartWith(`${node.description}\n`);
    const texts = [node.description, ...node.flags.map(({ description }) => description)];
    const examples = command.examples.map(([, does]) => does);
    for (const text of [...texts, ...examples, ...Object.values(command.operands?.names ?? {})]) {
      expect(text).toMatch(/^[A-Z.].{3,59}$/);
      expect(text).not.toMatch(/\.$/);
    }
    expect(node.description).not.toMatch(/^\w+s\b/);
    for (const line of out.split("\n")) {
      expect([line, line.length <= 80, /\s$/.test(line)]).toEqual([line, true, false]);
    }
  });

  test("its examples are commands that the program takes", async () => {
    const { command } = await lead(words);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const [line, does] of command.examples) {
      expect(does.length).toBeGreaterThan(3);
      const spoken = (line.split(/ [|>] /)[0] ?? "").matchAll(/'([^']*)'|(\S+)/g);
      const [name, ...rest] = [...spoken].map(([, quoted, plain]) => quoted ?? plain ?? "");
      expect([name, rest.slice(0, words.length)]).toEqual(["reseeder", words]);
      const { command: meant, rest: given } = await find(rest);
      const { operands } = parseFlags(given, { ...meant.args, ...GLOBAL_FLAGS }, {});
      const { min, max } = meant.operands ?? { min: 0, max: 0 };
      expect([line, operands.length >= min && operands.length <= max]).toEqual([line, true]);
    }
  });

  if (node.subcommands.length > 0) return;

  test("a flag can be given by the variable that it has and by no other, and the flag itself goes first", async () => {
    const { command } = await lead(words);
    const args: Flags = { ...command.args, ...GLOBAL_FLAGS };
    for (const { name, value } of node.flags) {
      const text = value === null ? "1" : (value.words.at(-1) ?? "some text");
      const { flags, ignored } = parseFlags<Flags>([], args, { [environmentName(name)]: text });
      if (!args[name]?.variable) {
        expect([flags, ignored]).toEqual([parseFlags([], args, {}).flags, name === "help" ? [] : [name]]);
        continue;
      }
      const key = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      expect({ name, value: flags[key] as unknown }).toEqual({ name, value: value === null ? true : text });
      if (value === null) continue;
      const other = value.words[0] ?? "other text";
      expect(parseFlags([`--${name}`, other], args, { [environmentName(name)]: text }).flags[key]).toBe(other);
    }
  });

  test("an empty flag is rejected, and so is an empty argument", async () => {
    for (const { name, value } of node.flags) {
      if (value === null) continue;
      const { code, err } = await run([...words, `--${name}`, ""], { cwd: "/nonexistent" });
      expect([name, code, err]).toEqual([name, 2, expect.stringContaining(`--${name} needs a value, got ""`)]);
    }
    const { command } = await lead(words);
    if (!command.operands || command.operands.mayBeEmpty) return;
    const { min, names } = command.operands;
    const usage = Object.keys(names).join(" ");
    const given = ["", ...Array(Math.max(0, min - 1)).fill("x")];
    const { code, err } = await run([...words, ...given], { cwd: "/nonexistent" });
    expect([code, err]).toEqual([2, expect.stringContaining(`${usage}: expected a value, got ""`)]);
  });

  test("a flag that it does not have is rejected, and a near one suggested", async () => {
    const unknown = await run([...words, "--frobnicate"], { cwd: "/nonexistent" });
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("Unknown flag --frobnicate")]);
    const close = await run([...words, "--hepl"], { cwd: "/nonexistent" });
    expect([close.code, close.err]).toEqual([2, expect.stringContaining("did you mean --help?")]);
  });
});

test("the variables are those of places, of how a service runs and of the form of output", async () => {
  const found = new Set<string>();
  for (const [path] of nodes) {
    const { command } = await lead(path.split(" "));
    const flags: Flags = { ...command.args, ...GLOBAL_FLAGS };
    for (const [name, { variable }] of Object.entries(flags)) if (variable) found.add(environmentName(name));
  }
  const expected = "DB DEBUG JSON HOST PORT LOG_LEVEL WATCH POLL DIR KEEP BIN PREFIX";
  expect([...found].sort()).toEqual(
    expected
      .split(" ")
      .map((name) => `RESEEDER_${name}`)
      .sort(),
  );
});

test("a variable that does not count is named, and a list is no filter by it", async () => {
  const { err } = await run(["wipe", "users"], {
    cwd: "/nonexistent",
    env: { RESEEDER_YES: "1", RESEEDER_BACKUPS: "1" },
  });
  expect(err).toStartWith(
    "reseeder: RESEEDER_BACKUPS is ignored. Use --backups\nreseeder: RESEEDER_YES is ignored. Use --yes\n",
  );
});

/** The command itself, be it a group. */
async function lead(words: readonly string[]): Promise<{ command: Command }> {
  let command: Command | undefined;
  for (const word of words) command = (await (command?.subcommands ?? COMMANDS)[word]?.load())?.default;
  if (!command) throw new Error(`no command ${words.join(" ")}`);
  return { command };
}

test("a mistyped command, and one below a group, are suggested", async () => {
  const { code, err } = await run(["sacn"], { cwd: "/" });
  expect([code, err]).toEqual([2, expect.stringContaining("did you mean scan?")]);
  expect((await run(["serv"], { cwd: "/" })).err).toContain("did you mean serve?");
  expect((await run(["settings", "lst"], { cwd: "/" })).err).toContain("did you mean list?");
});
