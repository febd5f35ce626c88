import type { Live } from "../../work/observe/live.ts";
import type { Told } from "../contract/context.ts";
import type { Problem } from "../contract/problem.ts";
import type { TabInput } from "../contract/tab.ts";
import type { Edit } from "../kit/field.ts";
import type { Move } from "../kit/list.ts";
import type { TabEffect, TabId, TabMessage } from "./tabs.ts";

/** What a key asks for, what happens besides, and what goes to one tab. Times in Unix milliseconds. */
export type Message =
  | { type: "tab"; to: TabId | "next" | "previous" }
  | { type: "move"; move: Move }
  | { type: "edit"; edit: Edit }
  | { type: "close" }
  | { type: "help" | "accept" | "confirm" | "quit" | "quit-now" | "redraw" | "suspend" }
  | { type: "tick"; now: number }
  | { type: "resized"; columns: number; rows: number }
  | { type: "looked"; live: Live; now: number }
  | { type: "trouble"; problem: Problem; now: number }
  /** One change more, or one less, waits for the database. */
  | { type: "waiting"; more: 1 | -1 }
  | Told
  | { [K in TabId]: { type: "to-tab"; tab: K; message: TabMessage<K> | TabInput } }[TabId];

/** What is to be done by the program, or by one tab. */
export type Effect =
  | { type: "quit" | "redraw" | "suspend" }
  | { [K in TabId]: { type: "of-tab"; tab: K; effect: TabEffect<K> } }[TabId];
