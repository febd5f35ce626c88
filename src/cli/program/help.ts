import { type ArgsDef, type CommandDef, renderUsage } from "citty";
import { type Command, type CommandEntry, environmentName, type Flags, GLOBAL_FLAGS } from "../command.ts";

const EXIT_CODES = `EXIT CODES

  0 done · 1 failed · 2 wrong usage · 3 partly done · 4 problems found
  10 no database · 11 database locked · 129, 130, 143 signal · 141 output closed
`;

/** Help of the program itself: its commands, without loading one of them. */
export async function rootHelp(commands: Readonly<Record<string, CommandEntry>>): Promise<string> {
  const definition: CommandDef<ArgsDef> = {
    meta: { name: "reseeder", description: "Finds the torrents that files on disk can seed." },
    subCommands: asSubcommands(commands),
  };
  return `${await usage(definition)}\n${EXIT_CODES}`;
}

/** Help of one command: usage, flags, with the environment variables of those that have one, examples, exit codes. */
export async function commandHelp(names: readonly string[], command: Command): Promise<string> {
  const operands: ArgsDef = command.operands
    ? { [command.operands.usage]: { type: "positional", required: command.operands.min > 0 } }
    : {};
  const flags = command.run ? { ...command.args, ...GLOBAL_FLAGS } : GLOBAL_FLAGS;
  const meta = { ...(command.definition.meta as object), name: ["reseeder", ...names].join(" ") };
  const definition: CommandDef<ArgsDef> = {
    ...command.definition,
    meta,
    args: { ...operands, ...withEnvironment(flags) },
    ...(command.subcommands ? { subCommands: asSubcommands(command.subcommands) } : {}),
  };
  const examples = command.examples.map(([line, does]) => `  ${line}\n      ${does}\n`).join("");
  return `${await usage(definition)}\n${examples ? `EXAMPLES\n\n${examples}\n` : ""}${EXIT_CODES}`;
}

function asSubcommands(entries: Readonly<Record<string, CommandEntry>>): Record<string, CommandDef<ArgsDef>> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, { description }]) => [name, { meta: { name, description } }]),
  );
}

function withEnvironment(args: Flags): ArgsDef {
  return Object.fromEntries(
    Object.entries(args).map(([name, { variable, many: _many, bare: _bare, ...definition }]) => {
      if (!variable) return [name, definition];
      return [name, { ...definition, description: `${definition.description} [${environmentName(name)}]` }];
    }),
  );
}

async function usage(definition: CommandDef<ArgsDef>): Promise<string> {
  return `${Bun.stripANSI(await renderUsage(definition)).trimEnd()}\n`;
}
