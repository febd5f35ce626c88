import type { Field } from "../kit/field.ts";
import type { Effect } from "./effect.ts";

/** What a line at the foot of the screen, or the row of a setting, asks for. */
export type Purpose =
  | { ask: "filter-requests" }
  | { ask: "filter-rejected" }
  | { ask: "add-path" }
  | { ask: "setting"; key: string }
  | { ask: "address" }
  | { ask: "header" };

/** What lies over a tab and takes the keys. */
export type Overlay =
  | { type: "help"; top: number }
  | { type: "confirm"; title: string; lines: readonly string[]; effects: readonly Effect[] }
  | { type: "prompt"; purpose: Purpose; label: string; field: Field; problem: string | null }
  | { type: "editor"; title: string; field: Field };
