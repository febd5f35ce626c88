import { type Command, type CommandEntry, type Flag, GLOBAL_FLAGS, spelled } from "../command.ts";

/** What may stand in a place: some words, or files, folders, or anything. */
export interface Slot {
  /** As the usage line names it. */
  hint: string;
  kind: "words" | "file" | "folder" | "other";
  words: readonly string[];
}

/** What a shell has to know of a flag. */
export interface FlagNode {
  name: string;
  alias: string | null;
  description: string;
  /** null: it takes no value. */
  value: Slot | null;
}

/** What a shell has to know of a command. */
export interface CommandNode {
  /** The words that lead to it, each behind a slash: `/settings/set`. */
  path: string;
  name: string;
  description: string;
  flags: FlagNode[];
  /** null: it takes no words. */
  operands: Slot | null;
  subcommands: CommandNode[];
}

/** Loads every command of a table. */
export function commandTree(entries: Readonly<Record<string, CommandEntry>>, above = ""): Promise<CommandNode[]> {
  return Promise.all(
    Object.entries(entries).map(async ([name, { description, load }]): Promise<CommandNode> => {
      const { run, args, operands, subcommands = {} }: Command = (await load()).default;
      const path = `${above}/${name}`;
      return {
        path,
        name,
        description,
        flags: Object.entries(run ? { ...args, ...GLOBAL_FLAGS } : GLOBAL_FLAGS).map(([flag, def]) =>
          flagNode(flag, def),
        ),
        operands: operands ? slot(Object.keys(operands.names).join(" "), operands.choices) : null,
        subcommands: await commandTree(subcommands, path),
      };
    }),
  );
}

/** Every command, those above before those below. */
export function flatten(commands: readonly CommandNode[]): CommandNode[] {
  return commands.flatMap((command) => [command, ...flatten(command.subcommands)]);
}

function flagNode(name: string, definition: Flag): FlagNode {
  const alias = "alias" in definition ? String(definition.alias) : null;
  const words = definition.type === "enum" ? definition.options : undefined;
  const value = definition.type === "boolean" ? null : slot(definition.valueHint ?? name.toUpperCase(), words);
  return { name: spelled(name, definition), alias, description: definition.description ?? "", value };
}

function slot(hint: string, words: readonly string[] = []): Slot {
  if (words.length > 0) return { hint, kind: "words", words };
  if (/^(?:FILE|PATH)/.test(hint)) return { hint, kind: "file", words };
  return { hint, kind: hint.startsWith("DIR") ? "folder" : "other", words };
}
