import { ReseederError } from "../../core/errors.ts";
import type { LiveFeed } from "../../work/observe/live.ts";
import type { Stores } from "../../work/runtime/stores.ts";
import type { Message, Problem } from "../program/message.ts";
import type { State } from "../program/state.ts";

/** What the effects work with. */
export interface Context {
  /** The database; absolute. */
  path: string;
  /** What relative paths start at. */
  cwd: string;
  stores: Stores;
  feed: LiveFeed;
  clock: () => number;
  state: () => State;
  send: (message: Message) => void;
}

/** An error that a user is told of; whatever was not foreseen is thrown again and ends the program. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ReseederError) return { message: error.message, hint: error.hint };
  // What SQLite says about the file, where no sentence of ours stands for it.
  if (error instanceof Error && error.name === "SQLiteError") return { message: error.message, hint: "" };
  throw error;
}

/** Runs an action that may fail for reasons of the world; then a notice says so. */
export function attempt({ send }: Context, action: () => void): void {
  try {
    action();
  } catch (error) {
    send({ type: "said", tone: "bad", text: problemOf(error).message });
  }
}
