import type { LiveFeed } from "../../work/observe/live.ts";
import type { RetryOptions } from "../../work/runtime/retry-while-busy.ts";
import type { Stores } from "../../work/runtime/stores.ts";
import { problemOf } from "./problem.ts";

/** What an effect tells, whichever tab it is of. */
export type Told =
  | { type: "said"; tone: "good" | "bad"; text: string }
  /** What was typed into a prompt is not taken. */
  | { type: "invalid"; ask: string; problem: string }
  /** What was typed into a prompt is taken. */
  | { type: "stored"; ask: string };

/** What the effects of a tab work with. */
export interface Context<S, M> {
  /** The database; absolute. */
  path: string;
  /** What relative paths start at. */
  cwd: string;
  stores: Stores;
  feed: LiveFeed;
  clock: () => number;
  /** The tab's state as it is now. */
  state(): S;
  /** Answers the tab. */
  send(message: M): void;
  tell(told: Told): void;
  /** Looks at the database at once. */
  look(): void;
  /** Writes after everything that was to be written before, as soon as the database is free; see `waiting`. */
  write<T>(action: () => T): Promise<T>;
  /** Does what may have to wait for another process's write, and shows that it waits. */
  waiting<T>(action: (retry: Required<Omit<RetryOptions, "wait">>) => Promise<T>): Promise<T>;
  /** Lets go of every connection that this process has to the database; answers what takes them again. */
  release(): () => void;
}

/** Runs an action that may fail for reasons of the world; then a notice says so. */
export function attempt(context: Pick<Context<unknown, never>, "tell">, action: () => void): void {
  try {
    action();
  } catch (error) {
    sayProblem(context)(error);
  }
}

/** Says in a notice why something failed. */
export function sayProblem({ tell }: Pick<Context<unknown, never>, "tell">): (error: unknown) => void {
  return (error) => tell({ type: "said", tone: "bad", text: problemOf(error).message });
}
