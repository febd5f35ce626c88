import { ReseederError } from "../../core/errors.ts";
import { type Command, type CommandEntry, environmentName, GLOBAL_FLAGS } from "../command.ts";
import { parseFlags, suggest } from "../flags.ts";
import { commandHelp, rootHelp } from "../help/command-help.ts";
import { HELP_WIDTH } from "../help/layout.ts";
import type { Io } from "../io/io.ts";
import { COMMANDS, GROUPS } from "./commands.ts";

/** Finds the command that the arguments name, checks its flags and runs it. */
export async function dispatch(io: Io): Promise<number> {
  const [first] = io.args;
  if (first === undefined || first === "--help" || first === "-h" || first === "help") {
    const [, topic] = io.args;
    if (first === "help" && topic !== undefined) return dispatch({ ...io, args: [...io.args.slice(1), "--help"] });
    (first === undefined ? io.err : io.out).write(rootHelp(GROUPS, widthOf(io)));
    return first === undefined ? 2 : 0;
  }
  const { command, description, names, rest } = await resolve(io.args);
  const args = { ...command.args, ...GLOBAL_FLAGS };
  const asksHelp = rest.some((argument) => argument === "--help" || argument === "-h");
  if (asksHelp || !command.run) {
    (asksHelp ? io.out : io.err).write(commandHelp(names, description, command, widthOf(io)));
    return asksHelp ? 0 : 2;
  }
  const { flags, operands, ignored } = parseFlags(rest, args, io.env);
  checkOperands(names, command, operands);
  for (const name of ignored) io.err.write(`reseeder: ${environmentName(name)} does not count: say --${name}\n`);
  return command.run({ io, flags, operands, commands: COMMANDS });
}

interface Found {
  command: Command;
  description: string;
  /** The words that lead to it. */
  names: string[];
  rest: string[];
}

async function resolve(given: readonly string[]): Promise<Found> {
  const names: string[] = [];
  let entries: Readonly<Record<string, CommandEntry>> = COMMANDS;
  for (let depth = 0; ; depth++) {
    const name = given[depth] ?? "";
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (!entry) throw unknown(name, names, Object.keys(entries));
    names.push(name);
    const command: Command = (await entry.load()).default;
    const next = given[depth + 1];
    if (!command.subcommands || next === undefined || next.startsWith("-")) {
      return { command, description: entry.description, names, rest: given.slice(depth + 1) };
    }
    // Of a command that runs by itself too, what is no subcommand is an argument.
    if (command.run && !Object.hasOwn(command.subcommands, next))
      return { command, description: entry.description, names, rest: given.slice(depth + 1) };
    entries = command.subcommands;
  }
}

function unknown(name: string, path: readonly string[], known: readonly string[]): ReseederError {
  const close = suggest(name, known);
  const hint = `See \`${["reseeder", ...path].join(" ")} --help\`.`;
  const message = `Unknown command ${JSON.stringify(name)}${close ? `; did you mean ${close}?` : ""}`;
  return new ReseederError("USAGE", message, { hint });
}

function checkOperands(names: readonly string[], command: Command, operands: readonly string[]): void {
  const { min, max, mayBeEmpty = false } = command.operands ?? { min: 0, max: 0 };
  const usage = Object.keys(command.operands?.names ?? {}).join(" ");
  const hint = `See \`reseeder ${names.join(" ")} --help\`.`;
  if (operands.length < min) throw new ReseederError("USAGE", `${usage} is missing`, { hint });
  if (!mayBeEmpty && operands.includes(""))
    throw new ReseederError("USAGE", `${usage}: expected a value, got ""`, { hint });
  const extra = operands[max];
  if (extra !== undefined) throw new ReseederError("USAGE", `Unexpected argument ${JSON.stringify(extra)}`, { hint });
}

function widthOf({ out }: Io): number {
  return out.isTerminal ? Math.max(40, Math.min(HELP_WIDTH, out.columns)) : HELP_WIDTH;
}
