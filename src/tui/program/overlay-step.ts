import { confirm, type Overlay, type Prompt } from "../contract/overlay.ts";
import { bodyRows } from "../contract/size.ts";
import { type Step, step } from "../contract/step.ts";
import { editField } from "../kit/field.ts";
import { type Move, moved } from "../kit/list.ts";
import { helpRows } from "./help-rows.ts";
import type { Effect, Message } from "./message.ts";
import type { State } from "./state.ts";
import { tabStep } from "./tab-step.ts";
import { TAB_IDS, tabOf } from "./tabs.ts";

/** The question before the program ends while work is under way; null when nothing is. */
export function quitQuestion(state: State): Overlay<Effect> | null {
  const [what] = TAB_IDS.map((id) => tabOf(id).underWay(state[id])).filter((some) => some !== null);
  if (what !== undefined) return confirm("Quit now?", [`${what} that you started here will be stopped.`], QUIT);
  return state.waiting > 0
    ? confirm("Quit now?", ["The change that waits for the database will be lost."], QUIT)
    : null;
}

const QUIT = { type: "quit" } as const;

/** The state after a message that goes to the overlay. */
export function overlayStep(state: State, overlay: Overlay<Effect>, message: Message): Step<State, Effect> {
  if (message.type === "close") {
    const closed = { ...state, overlay: null };
    return overlay.type === "prompt" ? typed(closed, overlay.ask, "") : step(closed);
  }
  switch (overlay.type) {
    case "help":
      if (message.type !== "move") return step(state);
      return step({ ...state, overlay: { ...overlay, top: scrolled(state, overlay.top, message.move) } });
    case "confirm":
      if (message.type !== "confirm") return step(state);
      return { state: { ...state, overlay: null }, effects: overlay.effects };
    case "editor":
      if (message.type === "edit") {
        return step({ ...state, overlay: { ...overlay, field: editField(overlay.field, message.edit) } });
      }
      return message.type === "accept" ? accepted(state, overlay.ask, overlay.field.text) : step(state);
    case "prompt":
      return promptStep(state, overlay, message);
  }
}

function scrolled(state: State, top: number, move: Move): number {
  const height = bodyRows(state.size);
  return moved(top, move, Math.max(1, helpRows(state).length - height + 1), height);
}

function promptStep(state: State, overlay: Prompt, message: Message): Step<State, Effect> {
  switch (message.type) {
    case "edit": {
      const field = editField(overlay.field, message.edit);
      return typed({ ...state, overlay: { ...overlay, field, problem: null } }, overlay.ask, field.text);
    }
    case "accept":
      return accepted(state, overlay.ask, overlay.field.text.trim());
    default:
      return step(state);
  }
}

function typed(state: State, ask: string, text: string): Step<State, Effect> {
  return tabStep(state, state.tab, { type: "typed", ask, text });
}

function accepted(state: State, ask: string, text: string): Step<State, Effect> {
  return tabStep(state, state.tab, { type: "accepted", ask, text });
}
