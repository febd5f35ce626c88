import type { Command, Tab } from "./message.ts";
import type { State } from "./state.ts";

/** Where a key works: on every tab, on one of them, or while something lies over the tab. */
export type Place = "everywhere" | Tab | "help" | "confirm" | "prompt" | "editor";

/** A key, or several for the same. */
export interface Binding {
  /** Names as `keyNames` gives them. */
  keys: readonly string[];
  /** The keys for people. */
  shown: string;
  /** What the footer says; empty where only the help tells of it. */
  short: string;
  /** What the help says. */
  does: string;
  send: Command;
  /** When it works. */
  when: (state: State) => boolean;
}

type Plain = Extract<Command, { type: string }>["type"];

function bind(
  keys: string,
  shown: string,
  short: string,
  does: string,
  send: Exclude<Plain, "tab" | "move" | "edit"> | Command,
  when: (state: State) => boolean = () => true,
): Binding {
  const command = typeof send === "string" ? ({ type: send } as Command) : send;
  return { keys: keys.split(" "), shown, short, does, send: command, when };
}

const isOpen = ({ tab, dashboard, scan, backup }: State) =>
  (tab === "dashboard" && (dashboard.detail !== null || dashboard.filter !== "")) ||
  (tab === "scan" && scan.filter !== "") ||
  (tab === "backup" && backup.problem !== null);
const isScanning = ({ scan }: State) => scan.job !== null;
const isIdle = (state: State) => !isScanning(state);
const canOpen = ({ live, dashboard }: State) =>
  dashboard.detail === null && (dashboard.held ?? live?.requests ?? []).length > 0;
const isRunning = ({ dashboard }: State) => dashboard.held === null;
const isHeld = (state: State) => !isRunning(state);
const hasPath = ({ scan }: State) => scan.chosen < (scan.paths?.length ?? 0);
const isFree = ({ backup }: State) => backup.job === null;
const hasBackup = (state: State) => isFree(state) && (state.backup.backups?.files.length ?? 0) > 0;
const isBackingUp = ({ backup }: State) => backup.job?.kind === "backup";
const isSending = ({ api }: State) => api.sending;
const isQuiet = ({ api }: State) => !api.sending && api.requests.length > 0;
const hasBody = ({ api }: State) => typeof api.requests[api.chosen]?.body === "string";

/** The one table of keys: it drives the input, the footer and the help. In a place the first that works counts. */
export const KEYS: Readonly<Record<Place, readonly Binding[]>> = {
  dashboard: [
    bind("enter", "Enter", "Detail", "Show the chosen request in full", "open", canOpen),
    bind("/", "/", "Filter", "Show only requests that hold a text", "filter"),
    bind("p space", "p", "Pause", "Hold the list of requests", "pause", isRunning),
    bind("p space", "p", "Go on", "Let the list of requests go on", "pause", isHeld),
  ],
  scan: [
    bind("c", "c", "Cancel", "Stop the scan; what was read stays", "cancel", isScanning),
    bind("s", "s", "Scan", "Scan all paths", "scan", isIdle),
    bind("enter", "Enter", "", "Scan the chosen path alone", "scan-path", (state) => isIdle(state) && hasPath(state)),
    bind("a", "a", "Add path", "Add a scan path", "add-path"),
    bind("d", "d", "Remove", "Remove the chosen scan path", "remove-path", hasPath),
    bind("/", "/", "Filter", "Show only rejected files that hold a text", "filter"),
    bind("P", "P", "", "Scan and let go of what a folder has lost", "prune", isIdle),
  ],
  statistics: [bind("r", "r", "Read again", "Read the statistics again", "refresh")],
  settings: [
    bind("enter e", "Enter", "Edit", "Edit the chosen setting", "edit-setting"),
    bind("d", "d", "Default", "Set the chosen setting to its default", "reset-setting"),
  ],
  backup: [
    bind("c", "c", "Cancel", "Stop the backup", "cancel", isBackingUp),
    bind("b", "b", "Back up now", "Make a backup now", "back-up", isFree),
    bind("v enter", "v", "Verify", "Read the chosen backup through", "verify", hasBackup),
    bind("R", "R", "Restore", "Restore the chosen backup", "restore", hasBackup),
    bind("r", "r", "", "Read the list again", "refresh"),
  ],
  api: [
    bind("c", "c", "Cancel", "Wait no longer for the answer", "cancel", isSending),
    bind("s enter", "s", "Send", "Send the chosen request", "send", isQuiet),
    bind("w", "w", "Walk", "Handshake, phase 1 and phase 2, one after another", "walk", isQuiet),
    bind("e", "e", "Edit", "Edit the body of the request", "edit-body", hasBody),
    bind("a", "a", "Address", "Change the address of the service", "edit-address"),
    bind("H", "H", "", "Send a header with every request, such as a token", "edit-header"),
    bind("r", "r", "", "Take new examples from the index", "refresh"),
  ],
  everywhere: [
    bind("?", "?", "Help", "Show or hide these keys", "help"),
    bind("q", "q", "Quit", "Quit", "quit"),
    bind("ctrl+c", "Ctrl-C", "", "Quit at once", "quit-now"),
    bind("1", "1–6", "", "Go to a tab", { type: "tab", to: "dashboard" }),
    bind("2", "", "", "", { type: "tab", to: "scan" }),
    bind("3", "", "", "", { type: "tab", to: "statistics" }),
    bind("4", "", "", "", { type: "tab", to: "settings" }),
    bind("5", "", "", "", { type: "tab", to: "backup" }),
    bind("6", "", "", "", { type: "tab", to: "api" }),
    bind("tab right l", "Tab →", "", "Next tab", { type: "tab", to: "next" }),
    bind("shift+tab left h", "Shift-Tab ←", "", "Tab before", { type: "tab", to: "previous" }),
    bind("up k", "↑ k", "", "Up", { type: "move", move: "up" }),
    bind("down j", "↓ j", "", "Down", { type: "move", move: "down" }),
    bind("page-up ctrl+b", "PgUp", "", "A page up", { type: "move", move: "page-up" }),
    bind("page-down ctrl+f", "PgDn", "", "A page down", { type: "move", move: "page-down" }),
    bind("home g", "Home g", "", "To the start", { type: "move", move: "start" }),
    bind("end G", "End G", "", "To the end", { type: "move", move: "end" }),
    bind("escape", "Esc", "Close", "Close, or take the filter away", "close", isOpen),
    bind("escape", "Esc", "", "Close, or take the filter away", "close", (state) => !isOpen(state)),
  ],
  help: [
    bind("escape ? enter q", "Esc", "Close", "", "close"),
    bind("up k", "↑", "", "", { type: "move", move: "up" }),
    bind("down j", "↓", "", "", { type: "move", move: "down" }),
    bind("ctrl+c", "", "", "", "quit-now"),
  ],
  confirm: [
    bind("y", "y", "Yes", "", "confirm"),
    bind("n escape q", "n", "No", "", "close"),
    bind("ctrl+c", "", "", "", "quit-now"),
  ],
  prompt: [
    bind("enter", "Enter", "Accept", "", "accept"),
    bind("escape", "Esc", "Cancel", "", "close"),
    bind("ctrl+u", "Ctrl-U", "Clear", "", { type: "edit", edit: "clear" }),
    bind("left", "", "", "", { type: "edit", edit: "left" }),
    bind("right", "", "", "", { type: "edit", edit: "right" }),
    bind("home ctrl+a", "", "", "", { type: "edit", edit: "line-start" }),
    bind("end ctrl+e", "", "", "", { type: "edit", edit: "line-end" }),
    bind("backspace", "", "", "", { type: "edit", edit: "backspace" }),
    bind("delete", "", "", "", { type: "edit", edit: "delete" }),
    bind("ctrl+c", "", "", "", "quit-now"),
  ],
  editor: [
    bind("ctrl+s", "Ctrl-S", "Keep", "", "accept"),
    bind("escape", "Esc", "Discard", "", "close"),
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
    bind("ctrl+c", "", "", "", "quit-now"),
  ],
};

/** The places whose keys work at the moment, the nearest first. */
export function places({ overlay, tab }: State): Place[] {
  return overlay ? [overlay.type] : [tab, "everywhere"];
}

/** What a key asks for; in a field, what it writes; null when it means nothing here. */
export function commandFor(state: State, key: string): Command | null {
  for (const place of places(state)) {
    const found = KEYS[place].find((binding) => binding.keys.includes(key) && binding.when(state));
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
export function footerKeys(state: State): Binding[] {
  return places(state).flatMap((place) => KEYS[place].filter(({ short, when }) => short !== "" && when(state)));
}

/** The keys that the help shows: those of the tab in front, and those that work everywhere. */
export function helpKeys({ tab }: State): { tab: Binding[]; everywhere: Binding[] } {
  const told = (place: Place) => {
    const seen = new Set<string>();
    return KEYS[place].filter(({ does, shown }) => does !== "" && !seen.has(shown) && seen.add(shown));
  };
  return { tab: told(tab), everywhere: told("everywhere") };
}
