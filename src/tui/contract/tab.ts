import type { ReactNode } from "react";
import type { Live } from "../../work/observe/live.ts";
import type { Move } from "../kit/list.ts";
import type { Binding } from "./binding.ts";
import type { Context } from "./context.ts";
import type { Shared } from "./shared.ts";
import type { Step } from "./step.ts";

/** What any tab is sent besides its own messages. */
export type TabInput =
  | { type: "move"; move: Move }
  /** Escape, with nothing over the tab. */
  | { type: "close" }
  /** The text of an open prompt, while it is typed; empty once it is given up. */
  | { type: "typed"; ask: string; text: string }
  /** The text of a prompt or an editor. It stays open until the step or a message closes it. */
  | { type: "accepted"; ask: string; text: string };

/** Does what a tab's steps want done, and answers with messages. */
export interface Runner<E> {
  run(effect: E): void;
  /** Ends what is under way in order, before the program ends. */
  stop?(): Promise<void>;
}

/**
 * One tab of the dashboard as one value: what it knows (S), what it is told (M), what it wants done (E). The functions
 * are pure but for those of `effects`.
 */
export interface Tab<S, M, E> {
  title: string;
  /** The title where there is little room. */
  short: string;
  start: S;
  /** In a state the first that works counts. */
  keys: readonly Binding<S, M>[];
  step(state: S, message: M | TabInput, shared: Shared): Step<S, E>;
  /** The step when the tab comes to the front, or what it shows has changed. */
  enter(state: S, shared: Shared): Step<S, E>;
  /** True when the newest look has found what the tab has to read again while it is in front. */
  isStale(before: Live | null, live: Live): boolean;
  /** True when Escape has something to close. */
  isOpen(state: S): boolean;
  /** What was started here and goes on, such as `The scan`; null where nothing does. */
  underWay(state: S): string | null;
  View(props: { state: S; shared: Shared }): ReactNode;
  effects(context: Context<S, M>): Runner<E>;
}
