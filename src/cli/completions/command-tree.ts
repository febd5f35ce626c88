import { type Command, type CommandEntry, type Flag, GLOBAL_FLAGS, type Operands, spelled } from "../command.ts";
import { topics } from "../help/topics.ts";

/** What may stand in a place: some words, comma-separated ones, files, folders, or anything. */
export interface Slot {
  /** As the usage line names it. */
  hint: string;
  kind: "words" | "list" | "file" | "folder" | "other";
  words: readonly string[];
  /** A list of this program that has more words; null for none. */
  asks: string | null;
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
  /** Words in place of those of `operands` behind some words. */
  after: Readonly<Record<string, readonly string[]>>;
  subcommands: CommandNode[];
}

/** Loads every command of a table; `help` takes their names, and those of documents. */
export async function commandTree(entries: Readonly<Record<string, CommandEntry>>): Promise<CommandNode[]> {
  const commands = await nodesOf(entries, "");
  const help = commands.find(({ path }) => path === "/help");
  if (help?.operands) {
    const words = [...commands, ...(await topics())].map(({ name }) => name);
    help.operands = { ...help.operands, kind: "words", words };
    // Behind `help` itself stands what is listed here.
    help.after = Object.fromEntries(
      words
        .filter((word) => word !== "help")
        .map((word) => {
          const below = commands.find(({ name }) => name === word)?.subcommands ?? [];
          return [word, below.map(({ name }) => name)];
        }),
    );
  }
  return commands;
}

function nodesOf(entries: Readonly<Record<string, CommandEntry>>, above: string): Promise<CommandNode[]> {
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
        operands: operands ? operandSlot(operands) : null,
        after: operands?.offers?.after ?? {},
        subcommands: await nodesOf(subcommands, path),
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
  const description = definition.description ?? "";
  return { name: spelled(name, definition), alias, description, value: valueSlot(name, definition) };
}

function valueSlot(name: string, definition: Flag): Slot | null {
  if (definition.type === "boolean") return null;
  const hint = definition.valueHint ?? name.toUpperCase();
  if (definition.list) return { hint, kind: "list", words: definition.list, asks: null };
  const words = definition.type === "enum" ? (definition.options ?? []) : [];
  return { hint, kind: words.length > 0 ? "words" : kindOf(hint), words, asks: null };
}

function operandSlot({ names, choices, offers = {} }: Operands): Slot {
  const hint = Object.keys(names).join(" ");
  const words = offers.words ?? choices ?? [];
  const other = choices ? "other" : kindOf(hint);
  return { hint, kind: words.length > 0 ? "words" : other, words, asks: offers.asks ?? null };
}

function kindOf(hint: string): "file" | "folder" | "other" {
  if (/^(?:FILE|PATH)/.test(hint)) return "file";
  return hint.startsWith("DIR") ? "folder" : "other";
}
