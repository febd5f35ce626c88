import type { ArgDef, ArgsDef, CommandDef } from "citty";
import type { Io } from "./io/io.ts";

/** A parsed flag or positional argument: citty knows booleans and strings. */
export type Values = Record<string, string | boolean | undefined>;

/**
 * A flag. Only one with `variable` may be given by an environment variable too (`environmentName`): those that say where
 * things are and how a service runs. A filter, a confirmation or a choice of what to do never has one, for a variable
 * that somebody has forgotten would change what a command means.
 */
export type Flag = ArgDef & {
  variable?: true;
  /** May stand more than once: `valuesOf` gives them all. */
  many?: true;
  /** Of an enum: what it means without a value. */
  bare?: string;
};
/** Flags by name. */
export type Flags = Record<string, Flag>;

/** What a command gets. */
export interface Invocation<V = Values> {
  io: Io;
  /** Flags by name; one that is not given is taken from its environment variable, where it has one. */
  flags: V;
  /** Positional arguments. */
  operands: string[];
  /** Every command of the program. */
  commands: Readonly<Record<string, CommandEntry>>;
}

/** Positional arguments: the words of the usage line, how many, and what the shell offers where it is not files. */
export interface Operands {
  usage: string;
  min: number;
  max: number;
  choices?: readonly string[];
  /** An empty argument means something: the value of a setting. Elsewhere it is a variable of a script that was not set. */
  mayBeEmpty?: true;
}

/** A command: citty's definition for the help, and what our own strict parser and help need besides. */
export interface Command {
  definition: CommandDef<ArgsDef>;
  /** Flags, positionals left out. */
  args: Flags;
  /** Positional arguments as the usage line shows them: `PATH…`; absent when the command takes none. */
  operands?: Operands;
  examples: readonly (readonly [command: string, does: string])[];
  run?: (invocation: Invocation) => Promise<number>;
  subcommands?: Readonly<Record<string, CommandEntry>>;
}

/** A command that is loaded when it is needed; the description stands here so that help loads nothing. */
export interface CommandEntry {
  description: string;
  load: () => Promise<{ default: Command }>;
}

/** Flags that every command takes. */
export const GLOBAL_FLAGS: Flags = {
  help: { type: "boolean", alias: "h", description: "Show this help" },
  debug: { type: "boolean", variable: true, description: "Show where an error came from" },
};

/** The flag of every command that opens the database. */
export const DB_FLAG = {
  db: { type: "string", variable: true, valueHint: "FILE", default: "reseeder.db", description: "The database" },
} as const satisfies Flags;

/** The flag of every command that prints data. */
export const JSON_FLAG = {
  json: { type: "boolean", variable: true, description: "Print JSON" },
} as const satisfies Flags;

/** The environment variable of a flag that has one: `--log-level` is `RESEEDER_LOG_LEVEL`. */
export function environmentName(flag: string): string {
  return `RESEEDER_${flag.replaceAll("-", "_").toUpperCase()}`;
}
