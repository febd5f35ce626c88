import type { ArgDef } from "citty";
import type { Io } from "./io/io.ts";

/**
 * A flag, as citty defines arguments. Only one with `variable` may be given by an environment variable too
 * (`environmentName`): those that say where things are and how a service runs. A filter, a confirmation or a choice of
 * what to do never has one, for a variable that somebody has forgotten would change what a command means.
 */
export type Flag = ArgDef & {
  variable?: true;
  /** May be repeated: its value is a list. */
  many?: true;
  /** Its value is some of these words, comma-separated. */
  list?: readonly string[];
  /** Of an enum: what it means without a value. */
  bare?: string;
};
/** Flags by name. A switch that is on by default is spelled with `no-` before its name. */
export type Flags = Record<string, Flag>;

/** The values of flags, by their names in camelCase: a switch is a boolean, a repeatable flag or one of several words a list of strings. */
export type Values<F extends Flags> = { [K in keyof F as Camel<K & string>]: Value<F[K]> };

type Value<F extends Flag> = F extends { type: "boolean" }
  ? boolean
  : F extends { many: true }
    ? string[]
    : F extends { list: readonly (infer Word)[] }
      ? Word[]
      :
          | (F extends { type: "enum"; options: readonly (infer Option)[] } ? Option : string)
          | (F extends { bare: infer Bare } ? Bare : never)
          | (F extends { default: string } ? never : undefined);

type Camel<S extends string> = S extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;

/** What a command gets. */
export interface Invocation<F extends Flags = Flags> {
  io: Io;
  /** One that is not given is taken from its environment variable, where it has one. */
  flags: Values<F>;
  /** Positional arguments. */
  operands: string[];
  /** Every command of the program. */
  groups: readonly CommandGroup[];
}

/** What a shell offers for arguments besides files and `choices`. */
export interface Offers {
  words?: readonly string[];
  /** A list of this program, whose entries it offers: `token list --columns name`. */
  asks?: string;
  /** Words behind some of the arguments. */
  after?: Readonly<Record<string, readonly string[]>>;
}

/** Positional arguments: what each is, by its name in the usage line (`PATH…`), and how many there may be. */
export interface Operands {
  names: Readonly<Record<string, string>>;
  min: number;
  max: number;
  /** All that may stand there, where it is not files. */
  choices?: readonly string[];
  offers?: Offers;
  /** An empty argument means something: the value of a setting. Elsewhere it is a variable of a script that was not set. */
  mayBeEmpty?: true;
}

/** A command. Its description stands in the table that lists it, so that help loads nothing. */
export interface Command<F extends Flags = Flags> {
  /** Paragraphs of its help, for what no description of a flag or argument can say. */
  details?: string;
  /** Flags, positionals left out. */
  args: F;
  /** Absent when the command takes none. */
  operands?: Operands;
  examples: readonly (readonly [command: string, does: string])[];
  run?(invocation: Invocation<F>): Promise<number>;
  subcommands?: Readonly<Record<string, CommandEntry>>;
}

/** A command that is loaded when it is needed. */
export interface CommandEntry {
  /** Imperative, at most 60 characters, without a full stop. */
  description: string;
  load: () => Promise<{ default: Command }>;
}

/** Commands below the title that the help gives them. */
export type CommandGroup = readonly [title: string, commands: Readonly<Record<string, CommandEntry>>];

/** The commands of all groups, by name. */
export function allCommands(groups: readonly CommandGroup[]): Readonly<Record<string, CommandEntry>> {
  return Object.fromEntries(groups.flatMap(([, commands]) => Object.entries(commands)));
}

/** A command, whose `run` gets its own flags with their types. */
export function defineCommand<const F extends Flags>(command: Command<F>): Command<F> {
  return command;
}

/** Flags that every command takes. */
export const GLOBAL_FLAGS = {
  help: { type: "boolean", alias: "h", description: "Show this help" },
  debug: { type: "boolean", variable: true, description: "Show the stack trace of an error" },
} as const satisfies Flags;

/** The flag of every command that opens the database. */
export const DB_FLAG = {
  db: {
    type: "string",
    variable: true,
    valueHint: "FILE",
    default: "reseeder.db",
    description: "Use this database file",
  },
} as const satisfies Flags;

/** The flag of every command that prints data. */
export const JSON_FLAG = {
  json: { type: "boolean", variable: true, description: "Print JSON" },
} as const satisfies Flags;

/** How a flag is spelled, without its dashes. */
export function spelled(name: string, { type, default: fallback }: Flag): string {
  return type === "boolean" && fallback === true ? `no-${name}` : name;
}

/** The environment variable of a flag that has one: `--log-level` is `RESEEDER_LOG_LEVEL`. */
export function environmentName(flag: string): string {
  return `RESEEDER_${flag.replaceAll("-", "_").toUpperCase()}`;
}
