import { type Field, fieldOf } from "../kit/field.ts";

/** What lies over a tab and takes the keys. `ask` is what the tab calls it, to know the answer by. */
export type Overlay<E = unknown> =
  | { type: "help"; top: number }
  | { type: "confirm"; title: string; lines: readonly string[]; effects: readonly E[] }
  | Prompt
  | { type: "editor"; ask: string; title: string; field: Field };

/** A line to type into, at the foot of the screen unless the tab draws it. */
export interface Prompt {
  type: "prompt";
  ask: string;
  label: string;
  field: Field;
  problem: string | null;
  isInline: boolean;
}

/** A line to type into, with a text to begin with. */
export function prompt(ask: string, label: string, text: string, isInline = false): Prompt {
  return { type: "prompt", ask, label, field: fieldOf(text), problem: null, isInline };
}

/** A question, and what is done after a yes. */
export function confirm<E>(title: string, lines: readonly string[], ...effects: readonly E[]): Overlay<E> {
  return { type: "confirm", title, lines, effects };
}
