import { describe, expect, test } from "bun:test";
import { type Overlay, prompt } from "../../../src/tui/contract/overlay.ts";
import { commandFor, footerKeys, helpKeys, KEYS, type Place, places } from "../../../src/tui/program/keymap.ts";
import { TAB_IDS as TABS } from "../../../src/tui/program/tabs.ts";
import { requests, SMALL, sample } from "../../support/tui-state.ts";

const PROMPT = prompt("path", "", "");
const EDITOR: Overlay<never> = { type: "editor", ask: "body", title: "", field: { text: "", cursor: 0 } };

test("no key has two meanings in one place at a time", () => {
  for (const [place, bindings] of Object.entries(KEYS)) {
    for (const tab of TABS) {
      for (const state of [sample(SMALL, { tab }), sample(SMALL, { tab, live: null })]) {
        const keys = bindings.filter(({ when }) => when(state, state)).flatMap((binding) => binding.keys);
        expect([place, keys.filter((key, i) => keys.indexOf(key) !== i)]).toEqual([place, []]);
      }
    }
  }
});

test("no key of a tab hides one that works everywhere, but for Enter", () => {
  const everywhere = new Set(KEYS.everywhere.flatMap(({ keys }) => keys));
  for (const tab of TABS) {
    expect([tab, KEYS[tab].flatMap(({ keys }) => keys).filter((key) => everywhere.has(key))]).toEqual([tab, []]);
  }
});

test("every key that means something on a tab is in the help or the footer of a state in which it works", () => {
  for (const place of [...TABS, "everywhere"] as Place[]) {
    for (const { does, shown, keys } of KEYS[place]) {
      if (/^[2-9]$/.test(keys[0] ?? "")) continue;
      expect([place, keys, does !== "" && shown !== ""]).toEqual([place, keys, true]);
    }
  }
  for (const place of ["help", "confirm"] as const) {
    expect(KEYS[place].some(({ short }) => short !== "")).toBe(true);
  }
});

describe("the footer", () => {
  const footer = (state: Parameters<typeof footerKeys>[0]) =>
    footerKeys(state).map(({ shown, short }) => `${shown} ${short}`);

  test("has what works now", () => {
    const state = sample(SMALL, { tab: "scan" });
    expect(footer(state)).toEqual(["s Scan", "a Add path", "d Remove", "/ Filter", "? Help", "q Quit"]);
    const job = { startedAt: 0, reading: null, rejected: 0, trouble: null, stopping: false };
    const busy = { ...state, scan: { ...state.scan, job, chosen: 5 } };
    expect(footer(busy)).toEqual(["c Cancel", "a Add path", "/ Filter", "? Help", "q Quit"]);
  });

  test("is that of what lies over the tab", () => {
    expect(footer(sample(SMALL, { overlay: PROMPT }))[0]).toBe("Enter Accept");
    expect(places(sample(SMALL, { overlay: EDITOR }))).toEqual(["editor"]);
  });

  test("says how to close what is open", () => {
    const state = sample();
    expect(footer(state)).not.toContain("Esc Close");
    const opened = { ...state, dashboard: { ...state.dashboard, detail: requests(1)[0] ?? null } };
    expect(footer(opened)).toEqual(["/ Filter", "p Pause", "? Help", "q Quit", "Esc Close"]);
  });

  test("fits 80 columns on every tab", () => {
    for (const tab of TABS) {
      const cells = footer(sample(SMALL, { tab })).reduce((sum, text) => sum + Bun.stringWidth(text) + 2, 1);
      expect([tab, cells <= 80]).toEqual([tab, true]);
    }
  });
});

test("the help has the tab's own keys and those of everywhere, each once", () => {
  const { tab, everywhere } = helpKeys(sample(SMALL, { tab: "dashboard" }));
  expect(tab.map(({ shown }) => shown)).toEqual(["Enter", "/", "p"]);
  expect(everywhere.map(({ shown }) => shown)).toContain("1–9");
});

describe("a key", () => {
  test.each([
    ["1", { type: "tab", to: "dashboard" }],
    ["2", { type: "tab", to: "torrents" }],
    ["9", { type: "tab", to: "log" }],
    ["tab", { type: "tab", to: "next" }],
    ["shift+tab", { type: "tab", to: "previous" }],
    ["right", { type: "tab", to: "next" }],
    ["j", { type: "move", move: "down" }],
    ["G", { type: "move", move: "end" }],
    ["page-up", { type: "move", move: "page-up" }],
    ["q", { type: "quit" }],
    ["ctrl+c", { type: "quit-now" }],
    ["?", { type: "help" }],
    ["space", { type: "to-tab", tab: "dashboard", message: { type: "pause" } }],
    ["x", null],
  ])("%s on the dashboard", (key, command) => {
    expect(commandFor(sample(), key)).toEqual(command as never);
  });

  test.each(["q", "1", "j", "?", "/", "é", "日", "space"])("%s is written into a field", (key) => {
    const insert = key === "space" ? " " : key;
    for (const overlay of [PROMPT, EDITOR]) {
      expect(commandFor(sample(SMALL, { overlay }), key)).toEqual({ type: "edit", edit: { insert } });
    }
  });

  test("that is no character is not", () => {
    for (const key of ["page-up", "ctrl+x", "\u0000", "shift+tab"]) {
      expect(commandFor(sample(SMALL, { overlay: PROMPT }), key)).toBeNull();
    }
  });

  test("Ctrl-C ends the program from anywhere", () => {
    for (const overlay of [
      null,
      PROMPT,
      EDITOR,
      { type: "help", top: 0 },
      { type: "confirm", title: "", lines: [], effects: [] },
    ] as const) {
      expect(commandFor(sample(SMALL, { overlay }), "ctrl+c")).toEqual({ type: "quit-now" });
    }
  });
});
