import { type Binding, bind } from "../contract/binding.ts";
import type { Message } from "./message.ts";
import type { State } from "./state.ts";
import { TAB_IDS, type TabId, tabOf } from "./tabs.ts";

/** Where a key works: on every tab, on one of them, or while something lies over the tab. */
export type Place = "everywhere" | TabId | "help" | "confirm" | "prompt" | "editor";

type Key = Binding<State, Message>;

const isOpen = (state: State) => tabOf(state.tab).isOpen(state[state.tab]);

/** Whatever lies over the tab. */
const ANYWHERE: readonly Key[] = [
  bind("ctrl+c", "Ctrl-C", "", "Quit without asking", { type: "quit-now" }),
  bind("ctrl+z", "Ctrl-Z", "", "Suspend; `fg` resumes", { type: "suspend" }),
  bind("ctrl+l", "Ctrl-L", "", "Redraw the screen", { type: "redraw" }),
];

/** Through a list or a text. */
const MOVES: readonly Key[] = [
  bind("up k", "↑ k", "", "Up", { type: "move", move: "up" }),
  bind("down j", "↓ j", "", "Down", { type: "move", move: "down" }),
  bind("page-up ctrl+b", "PgUp", "", "Page up", { type: "move", move: "page-up" }),
  bind("page-down ctrl+f", "PgDn", "", "Page down", { type: "move", move: "page-down" }),
  bind("home g", "Home g", "", "Go to the start", { type: "move", move: "start" }),
  bind("end G", "End G", "", "Go to the end", { type: "move", move: "end" }),
];

/** The one table of keys: it drives the input, the footer and the help. In a place the first that works counts. */
export const KEYS: Readonly<Record<Place, readonly Key[]>> = {
  ...tabKeys(),
  everywhere: [
    bind("?", "?", "Help", "Show or hide these keys", { type: "help" }),
    bind("q", "q", "Quit", "Quit", { type: "quit" }),
    ...ANYWHERE,
    ...tabNumbers(),
    bind("tab right l", "Tab →", "", "Next tab", { type: "tab", to: "next" }),
    bind("shift+tab left h", "Shift-Tab ←", "", "Previous tab", { type: "tab", to: "previous" }),
    ...MOVES,
    bind("escape", "Esc", "Close", "Close, or clear the filter", { type: "close" }, isOpen),
    bind("escape", "Esc", "", "Close, or clear the filter", { type: "close" }, (state) => !isOpen(state)),
  ],
  help: [bind("escape ? enter q", "Esc", "Close", "", { type: "close" }), ...MOVES, ...tabNumbers(), ...ANYWHERE],
  confirm: [
    bind("y", "y", "Yes", "", { type: "confirm" }),
    bind("n escape q", "n", "No", "", { type: "close" }),
    ...ANYWHERE,
  ],
  prompt: [
    bind("enter", "Enter", "Accept", "", { type: "accept" }),
    bind("escape", "Esc", "Cancel", "", { type: "close" }),
    bind("ctrl+u", "Ctrl-U", "Clear", "", { type: "edit", edit: "clear" }),
    bind("left", "", "", "", { type: "edit", edit: "left" }),
    bind("right", "", "", "", { type: "edit", edit: "right" }),
    bind("home ctrl+a", "", "", "", { type: "edit", edit: "line-start" }),
    bind("end ctrl+e", "", "", "", { type: "edit", edit: "line-end" }),
    bind("backspace", "", "", "", { type: "edit", edit: "backspace" }),
    bind("delete", "", "", "", { type: "edit", edit: "delete" }),
    ...ANYWHERE,
  ],
  editor: [
    bind("ctrl+s", "Ctrl-S", "Keep", "", { type: "accept" }),
    bind("escape", "Esc", "Discard", "", { type: "close" }),
    bind("ctrl+u", "Ctrl-U", "Clear", "", { type: "edit", edit: "clear" }),
    bind("enter", "", "", "", { type: "edit", edit: { insert: "\n" } }),
    bind("tab", "", "", "", { type: "edit", edit: { insert: "  " } }),
    bind("left", "", "", "", { type: "edit", edit: "left" }),
    bind("right", "", "", "", { type: "edit", edit: "right" }),
    bind("up", "", "", "", { type: "edit", edit: "up" }),
    bind("down", "", "", "", { type: "edit", edit: "down" }),
    bind("home ctrl+a", "", "", "", { type: "edit", edit: "line-start" }),
    bind("end ctrl+e", "", "", "", { type: "edit", edit: "line-end" }),
    bind("backspace", "", "", "", { type: "edit", edit: "backspace" }),
    bind("delete", "", "", "", { type: "edit", edit: "delete" }),
    ...ANYWHERE,
  ],
};

function tabKeys(): Record<TabId, Key[]> {
  const keysOf = (tab: TabId): Key[] =>
    tabOf(tab).keys.map((key) => ({
      ...key,
      send: { type: "to-tab", tab, message: key.send } as Message,
      when: (state: State) => key.when(state[tab], state),
    }));
  return Object.fromEntries(TAB_IDS.map((tab) => [tab, keysOf(tab)])) as Record<TabId, Key[]>;
}

function tabNumbers(): Key[] {
  const told = [`1–${TAB_IDS.length}`, "", "Go to a tab"] as const;
  return TAB_IDS.map((to, i) => {
    const [shown, short, does] = i === 0 ? told : ["", "", ""];
    return bind(String(i + 1), shown, short, does, { type: "tab", to });
  });
}

/** The places whose keys work at the moment, the nearest first. */
export function places({ overlay, tab }: State): Place[] {
  return overlay ? [overlay.type] : [tab, "everywhere"];
}

/** What a key asks for; in a field, what it writes; null when it means nothing here. */
export function commandFor(state: State, key: string): Message | null {
  for (const place of places(state)) {
    const found = KEYS[place].find((binding) => binding.keys.includes(key) && binding.when(state, state));
    if (found) return found.send;
  }
  const typing = state.overlay?.type === "prompt" || state.overlay?.type === "editor";
  const text = key === "space" ? " " : key;
  return typing && Bun.stringWidth(text) > 0 && isOneCharacter(text) ? { type: "edit", edit: { insert: text } } : null;
}

function isOneCharacter(text: string): boolean {
  return Array.from(new Intl.Segmenter().segment(text)).length === 1;
}

/** The keys that the footer shows, the most important first. */
export function footerKeys(state: State): Key[] {
  return places(state).flatMap((place) => KEYS[place].filter(({ short, when }) => short !== "" && when(state, state)));
}

/** The keys that the help shows: those of the tab in front, and those that work everywhere. */
export function helpKeys({ tab }: State): { tab: Key[]; everywhere: Key[] } {
  const told = (place: Place) => {
    const seen = new Set<string>();
    return KEYS[place].filter(({ does, shown }) => does !== "" && !seen.has(shown) && seen.add(shown));
  };
  return { tab: told(tab), everywhere: told("everywhere") };
}
