import type { Effect, Message } from "./message.ts";
import type { State } from "./state.ts";
import { update } from "./update.ts";

/** Does what the reducer wants done, and answers with messages. */
export type RunEffect = (effect: Effect) => void;

/** The state of the dashboard and everything that changes it, apart from how it is drawn. */
export class Program {
  private readonly listeners = new Set<() => void>();
  private run: RunEffect = () => {};

  constructor(public state: State) {}

  /** Sets what does the effects; before that they are not done. */
  serve(run: RunEffect): void {
    this.run = run;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Takes a message: the state becomes another one, and what follows from it is done. */
  readonly send = (message: Message): void => {
    const { state, effects } = update(this.state, message);
    const changed = state !== this.state;
    this.state = state;
    if (changed) for (const listener of this.listeners) listener();
    for (const effect of effects) this.run(effect);
  };
}
