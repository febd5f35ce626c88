import type { Overlay } from "../contract/overlay.ts";
import type { Step } from "../contract/step.ts";
import type { TabInput } from "../contract/tab.ts";
import type { Effect, Message } from "./message.ts";
import type { State } from "./state.ts";
import { type TabId, tabOf } from "./tabs.ts";

type ToTab = Extract<Message, { type: "to-tab" }>["message"] | TabInput;

/** The state after a message that goes to a tab. */
export function tabStep(state: State, tab: TabId, message: ToTab): Step<State, Effect> {
  return settled(state, tab, tabOf(tab).step(state[tab], message, state));
}

/** The state when a tab comes to the front, or has to read again what it shows. */
export function tabEntered(state: State, tab: TabId): Step<State, Effect> {
  return settled(state, tab, tabOf(tab).enter(state[tab], state));
}

/** Puts a tab's own step into the whole. Only the tab in front opens something, and never over something else. */
function settled(state: State, tab: TabId, { state: part, effects, overlay }: Step<unknown, unknown>) {
  const next: State = { ...state, [tab]: part };
  const ofTab = (some: readonly unknown[]) => some.map((effect) => ({ type: "of-tab", tab, effect }) as Effect);
  return { state: overlay === undefined ? next : laid(next, tab, overlay, ofTab), effects: ofTab(effects) };
}

function laid(
  state: State,
  tab: TabId,
  overlay: Overlay | null,
  ofTab: (effects: readonly unknown[]) => Effect[],
): State {
  if (overlay === null) return { ...state, overlay };
  if (tab !== state.tab || state.overlay) return state;
  return {
    ...state,
    overlay: overlay.type === "confirm" ? { ...overlay, effects: ofTab(overlay.effects) } : overlay,
    notice: null,
  };
}
