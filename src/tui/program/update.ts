import type { Prompt } from "../contract/overlay.ts";
import { type Step, step } from "../contract/step.ts";
import type { Effect, Message } from "./message.ts";
import { overlayStep, quitQuestion } from "./overlay-step.ts";
import type { State } from "./state.ts";
import { tabEntered, tabStep } from "./tab-step.ts";
import { TAB_IDS, type TabId, tabOf } from "./tabs.ts";

/** How long a notice stays. */
const NOTICE_MS = 6_000;

/** The state after a message, and what is to be done about it. Pure: the same for the same arguments. */
export function update(before: State, message: Message): Step<State, Effect> {
  const state = "now" in message ? at(before, message.now) : before;
  switch (message.type) {
    case "tick":
      return step(state);
    case "resized":
      return step({ ...state, size: { columns: message.columns, rows: message.rows } });
    case "looked": {
      const next: State = { ...state, live: message.live, problem: null };
      return tabOf(state.tab).isStale(state.live, message.live) ? tabEntered(next, state.tab) : step(next);
    }
    case "trouble":
      return step({ ...state, problem: message.problem });
    case "waiting":
      return step({ ...state, waiting: state.waiting + message.more });
    case "said":
      return step(noticed(state, message.tone, message.text));
    case "stored":
      return step(promptOf(state, message.ask) ? { ...state, overlay: null } : state);
    case "invalid": {
      const { ask, problem } = message;
      const overlay = promptOf(state, ask);
      return step(overlay ? { ...state, overlay: { ...overlay, problem } } : noticed(state, "bad", problem));
    }
    case "quit-now":
      return step(state, { type: "quit" });
    case "redraw":
    case "suspend":
      return step(state, { type: message.type });
    case "quit": {
      const overlay = quitQuestion(state);
      return overlay ? step({ ...state, overlay }) : step(state, { type: "quit" });
    }
    case "tab": {
      const tab = destination(state.tab, message.to);
      return tabEntered({ ...state, tab, overlay: null }, tab);
    }
    case "help":
      return step({ ...state, overlay: state.overlay?.type === "help" ? null : { type: "help", top: 0 } });
    case "to-tab":
      return tabStep(state, message.tab, message.message);
  }
  if (state.overlay) return overlayStep(state, state.overlay, message);
  if (message.type === "close" && state.notice) return step({ ...state, notice: null });
  return message.type === "close" || message.type === "move" ? tabStep(state, state.tab, message) : step(state);
}

function noticed(state: State, tone: "good" | "bad", text: string): State {
  return { ...state, notice: { tone, text, until: state.now + NOTICE_MS } };
}

/** The prompt that an answer is for. It may be closed by then, and another one open. */
function promptOf({ overlay }: State, ask: string): Prompt | null {
  return overlay?.type === "prompt" && overlay.ask === ask ? overlay : null;
}

function destination(from: TabId, to: TabId | "next" | "previous"): TabId {
  if (to !== "next" && to !== "previous") return to;
  const place = TAB_IDS.indexOf(from) + (to === "next" ? 1 : TAB_IDS.length - 1);
  return TAB_IDS[place % TAB_IDS.length] ?? from;
}

function at(state: State, now: number): State {
  return { ...state, now, notice: state.notice && state.notice.until > now ? state.notice : null };
}
