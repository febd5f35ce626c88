import { ReseederError } from "../../core/errors.ts";
import type { Command, CommandEntry } from "../command.ts";
import { suggest } from "../flags.ts";

/** Every command of a level, by name. */
type Entries = Readonly<Record<string, CommandEntry>>;

/** A command, and the words of the command line. */
export interface FoundCommand {
  command: Command;
  description: string;
  /** Those that lead to it. */
  names: string[];
  /** Those behind them. */
  rest: string[];
}

/** Words that others use for what a command does. */
const OTHER_WORDS: Readonly<Record<string, string>> = { gui: "tui", ui: "tui", dashboard: "tui", server: "serve" };

/**
 * Loads the command that the first words name.
 * @throws ReseederError USAGE for a name that there is not, and for a flag in front of one, leading to the right place
 */
export async function findCommand(given: readonly string[], commands: Entries): Promise<FoundCommand> {
  const names: string[] = [];
  let entries = commands;
  for (let depth = 0; ; depth++) {
    const name = given[depth] ?? "";
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (!entry) throw unknown(name, given.slice(depth + 1), names, entries);
    names.push(name);
    const command = (await entry.load()).default;
    const rest = given.slice(depth + 1);
    const [next] = rest;
    const found = { command, description: entry.description, names, rest };
    if (!command.subcommands || next === undefined) return found;
    if (next.startsWith("-") && asksHelp(rest)) return found;
    // Of a command that runs by itself too, what is no subcommand is an argument.
    if (command.run && !Object.hasOwn(command.subcommands, next)) return found;
    entries = command.subcommands;
  }
}

/** Whether the words behind a command ask for its help. */
export function asksHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return words.slice(0, end < 0 ? words.length : end).some((word) => word === "--help" || word === "-h");
}

/** The command line that shows the help of a command. */
export function helpCommand(names: readonly string[]): string {
  return ["reseeder", ...names, "--help"].join(" ");
}

function unknown(name: string, rest: readonly string[], path: readonly string[], entries: Entries): ReseederError {
  const known = Object.keys(entries);
  const hint = helpCommand(path);
  if (!name.startsWith("-")) {
    const close = ownWord(OTHER_WORDS, name, known) ?? suggest(name, known);
    const message = `Unknown command ${JSON.stringify(name)}${close ? `; did you mean ${close}?` : ""}`;
    return new ReseederError("USAGE", message, { hint });
  }
  const word = name.replace(/^-+/, "").replace(/=.*$/s, "");
  const command = known.includes(word) ? word : ownWord(OTHER_WORDS, word, known);
  if (command !== undefined) {
    return new ReseederError("USAGE", `${command} is a command, not a flag: got ${name}`, {
      hint: ["reseeder", ...path, command].join(" "),
    });
  }
  const meant = rest.find((each) => known.includes(each));
  const message = `Flag ${name} stands before the command; flags follow it`;
  if (meant !== undefined) {
    return new ReseederError("USAGE", message, { hint: ["reseeder", ...path, meant, name].join(" ") });
  }
  const close = path.length === 0 ? suggest(word, ["help", "version"]) : suggest(word, ["help"]);
  return new ReseederError("USAGE", `Unknown flag ${name}${close ? `; did you mean --${close}?` : ""}`, { hint });
}

function ownWord(words: Readonly<Record<string, string>>, name: string, known: readonly string[]): string | undefined {
  const word = Object.hasOwn(words, name) ? words[name] : undefined;
  return word !== undefined && known.includes(word) ? word : undefined;
}
