import type { ArgsDef, CommandDef } from "citty";
import type { Io } from "./io/io.ts";

/** A parsed flag or positional argument: citty knows booleans and strings. */
export type Values = Record<string, string | boolean | undefined>;

/** What a command gets. */
export interface Invocation<V = Values> {
  io: Io;
  /** Flags by name; a flag not given is taken from its environment variable. */
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
}

/** A command: citty's definition for the help, and what our own strict parser and help need besides. */
export interface Command {
  definition: CommandDef<ArgsDef>;
  /** Flags, positionals left out. */
  args: ArgsDef;
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
export const GLOBAL_FLAGS: ArgsDef = {
  help: { type: "boolean", alias: "h", description: "Show this help" },
  debug: { type: "boolean", description: "Show where an error came from" },
};

/** The flag of every command that opens the database. */
export const DB_FLAG = {
  db: { type: "string", valueHint: "FILE", default: "reseeder.db", description: "The database" },
} as const satisfies ArgsDef;

/** The flag of every command that prints data. */
export const JSON_FLAG = {
  json: { type: "boolean", description: "Print JSON" },
} as const satisfies ArgsDef;

/** The environment variable that stands for a flag: `--min-size` is `RESEEDER_MIN_SIZE`. */
export function environmentName(flag: string): string {
  return `RESEEDER_${flag.replaceAll("-", "_").toUpperCase()}`;
}
