import { wrap } from "../../core/cells.ts";
import {
  allCommands,
  type Command,
  type CommandEntry,
  type CommandGroup,
  environmentName,
  type Flag,
  type Flags,
  GLOBAL_FLAGS,
  spelled,
} from "../command.ts";
import { nameList, section, wrapCommand } from "./layout.ts";
import { type Topic, topicOf } from "./topics.ts";

/** What exit codes mean. */
export const EXIT_STATUS = [
  ["0", "done"],
  ["1", "failed"],
  ["2", "wrong usage"],
  ["3", "partly done"],
  ["4", "problems found"],
  ["10", "no database"],
  ["11", "database locked"],
  ["129, 130, 143", "ended by a signal"],
  ["141", "output closed"],
] as const;

const EXIT_CODES = `
Exit codes:
${wrap(EXIT_STATUS.map((words) => words.join(" ").replaceAll(" ", "\u00a0")).join(", "), 78)
  .map((line) => `  ${line}\n`)
  .join("")}`.replaceAll("\u00a0", " ");

/** Help of the program itself: its commands by their groups, without loading one of them, and `topics`. */
export function rootHelp(groups: readonly CommandGroup[], topics: readonly Topic[], width: number): string {
  const names = [...Object.keys(allCommands(groups)), ...topics.map(({ name }) => name)];
  const widest = Math.max(...names.map(({ length }) => length));
  const list = (rows: [name: string, text: string][]) =>
    nameList(
      rows.map(([name, text]) => [name.padEnd(widest), text]),
      width,
    );
  return [
    "Find the torrents that files on disk can seed\n",
    section("Usage", "  reseeder COMMAND [flags]\n"),
    ...groups.map(([title, commands]) => section(title, list(described(commands)))),
    section("Topics", list(topics.map(({ name, title }) => [name, title]))),
    section(
      "Flags",
      list([
        ["-h, --help", "Show the help of a command"],
        ["-V, --version", "Show version and commit"],
      ]),
    ),
    EXIT_CODES,
    topics.length > 0 ? "" : "\nRun `reseeder help` for topics, `reseeder COMMAND --help` for a command.\n",
  ].join("");
}

/**
 * Help of one command: usage, arguments, flags with the environment variables of those that have one, examples, exit
 * codes.
 * @param names the words that lead to it
 */
export function commandHelp(names: readonly string[], description: string, command: Command, width: number): string {
  const path = ["reseeder", ...names].join(" ");
  const { details, operands, subcommands = {}, examples } = command;
  const usage = [
    ...(command.run ? [`  ${path} [flags]${operands ? ` ${usageOf(command)}` : ""}\n`] : []),
    ...(command.subcommands ? [`  ${path} COMMAND [flags]\n`] : []),
  ];
  const shown = examples.map(([line, does]) => `  # ${does}\n  ${wrapCommand(line, width - 2)}\n`);
  return [
    `${description}\n`,
    ...(details ? [`\n${wrap(details, width).join("\n")}\n`] : []),
    section("Usage", usage.join("")),
    section("Commands", nameList(described(subcommands), width)),
    section("Arguments", nameList(argumentRows(command), width)),
    section("Flags", nameList(command.run ? flagRows(command.args) : [], width)),
    section("Global flags", nameList(flagRows(GLOBAL_FLAGS), width)),
    section("Examples", shown.join("\n")),
    EXIT_CODES,
    seeAlso(names),
  ].join("");
}

/** Leads to the document that has another name because of this command. */
function seeAlso([name = "", below]: readonly string[]): string {
  const topic = topicOf(name);
  return below !== undefined || topic === name ? "" : `\nSee also: reseeder help ${topic}\n`;
}

/** The arguments of a command as its usage line names them: `[PATH…]`. */
export function usageOf({ operands }: Pick<Command, "operands">): string {
  const names = Object.keys(operands?.names ?? {}).join(" ");
  return operands?.min === 0 ? `[${names}]` : names;
}

/** Each argument by its name, and what it is, with its words. */
export function argumentRows({ operands }: Pick<Command, "operands">): [name: string, text: string][] {
  const { names = {}, choices = [] } = operands ?? {};
  const words = choices.length > 1 ? `: ${choices.join(", ")}` : "";
  return Object.entries(names).map(([name, text]) => [name, `${text}${words}`]);
}

/** Each flag as it is spelled, and what it means. */
export function flagRows(flags: Flags): [name: string, text: string][] {
  return Object.entries(flags).map(([name, flag]) => {
    const short = "alias" in flag ? `-${flag.alias}, ` : "    ";
    return [`${short}--${spelled(name, flag)}${hintOf(name, flag)}`, meaningOf(name, flag)];
  });
}

/** The value of a flag as its help names it. */
function hintOf(name: string, flag: Flag): string {
  if (flag.type === "boolean") return "";
  const hint = flag.valueHint ?? name.replace(/^.*-/, "").toUpperCase();
  return flag.bare === undefined ? ` ${hint}` : ` [${hint}]`;
}

/** What a flag means, with its words, its default and its variable. */
function meaningOf(name: string, flag: Flag): string {
  const known = flag.list ?? (flag.type === "enum" && flag.bare === undefined ? flag.options : undefined);
  const words = known ? `: ${known.join(", ")}` : "";
  const many = flag.many ? " (repeatable)" : "";
  const fallback = typeof flag.default === "string" ? ` (default: ${flag.default})` : "";
  const variable = flag.variable ? ` [$${environmentName(name)}]` : "";
  return `${flag.description}${words}${many}${fallback}${variable}`;
}

function described(commands: Readonly<Record<string, CommandEntry>>): [name: string, text: string][] {
  return Object.entries(commands).map(([name, { description }]) => [name, description]);
}
