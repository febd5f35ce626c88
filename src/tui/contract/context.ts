import type { LiveFeed } from "../../work/observe/live.ts";
import type { Stores } from "../../work/runtime/stores.ts";
import { problemOf } from "./problem.ts";

/** What an effect tells, whichever tab it is of. */
export type Told =
  | { type: "said"; tone: "good" | "bad"; text: string }
  /** What was typed is not taken. */
  | { type: "invalid"; problem: string }
  /** What was typed is taken. */
  | { type: "stored" };

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
  /** Lets go of every connection that this process has to the database; answers what takes them again. */
  release(): () => void;
}

/** Runs an action that may fail for reasons of the world; then a notice says so. */
export function attempt({ tell }: Pick<Context<unknown, never>, "tell">, action: () => void): void {
  try {
    action();
  } catch (error) {
    tell({ type: "said", tone: "bad", text: problemOf(error).message });
  }
}
