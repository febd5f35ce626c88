import { describe, expect, test } from "bun:test";
import { update } from "../../../src/tui/program/update.ts";
import { after, LARGE, looked, move, NOW, SMALL, sample, to } from "../../support/tui-state.ts";

describe("tabs", () => {
  test("go round, both ways", () => {
    expect(after(sample(), { type: "tab", to: "previous" }).state.tab).toBe("log");
    expect(after(sample(SMALL, { tab: "log" }), { type: "tab", to: "next" }).state.tab).toBe("dashboard");
  });

  test("read what they show when they are entered", () => {
    for (const tab of ["scan", "settings", "backup", "api"] as const) {
      const { effects } = update(sample(), { type: "tab", to: tab });
      expect(effects).toEqual([{ type: "of-tab", tab, effect: { type: "load" } }]);
    }
    expect(after(sample(), { type: "tab", to: "dashboard" }).effects).toEqual([]);
  });

  test("read statistics again only when they are old", () => {
    const old = sample(SMALL, { now: NOW + 60_000 });
    expect(after(sample(), { type: "tab", to: "statistics" }).effects).toEqual([]);
    const { state, effects } = after(old, { type: "tab", to: "statistics" }, to("statistics", { type: "refresh" }));
    expect(effects).toEqual([{ type: "load" }]);
    expect(state.statistics.loading).toBe(true);
  });

  test("take what lies over another one away", () => {
    const { state } = after(sample(), to("dashboard", { type: "filter" }), { type: "tab", to: "scan" });
    expect(state.overlay).toBeNull();
  });
});

test("a tab opens something only while it is in front, and over nothing else", () => {
  const planned = to("backup", { type: "restore-planned", file: "/b.db", force: false, lines: [] });
  expect(after(sample(SMALL, { tab: "backup" }), planned).state.overlay?.type).toBe("confirm");
  expect(after(sample(), planned).state.overlay).toBeNull();
  expect(after(sample(SMALL, { tab: "backup" }), { type: "help" }, planned).state.overlay?.type).toBe("help");
});

describe("the end", () => {
  test("comes at once where nothing is under way", () => {
    expect(after(sample(), { type: "quit" }).effects).toEqual([{ type: "quit" }]);
  });

  test("is asked about while a scan runs, but not with Ctrl-C", () => {
    const busy = after(sample(), to("scan", { type: "started", now: NOW })).state;
    const asked = after(busy, { type: "quit" });
    expect([asked.effects, asked.state.overlay?.type]).toEqual([[], "confirm"]);
    expect(after(asked.state, { type: "confirm" }).effects).toEqual([{ type: "quit" }]);
    expect(after(busy, { type: "quit-now" }).effects).toEqual([{ type: "quit" }]);
  });
});

describe("a change that waits for the database", () => {
  const waiting = after(sample(), { type: "waiting", more: 1 }).state;

  test("is counted until it ends, beside others", () => {
    const two = after(waiting, { type: "waiting", more: 1 }, { type: "waiting", more: -1 }).state;
    expect([two.waiting, after(two, { type: "waiting", more: -1 }).state.waiting]).toEqual([1, 0]);
  });

  test("is asked about before the end, but not with Ctrl-C", () => {
    const asked = after(waiting, { type: "quit" });
    expect(asked.state.overlay).toMatchObject({ type: "confirm", lines: [expect.stringContaining("will be lost")] });
    expect(after(asked.state, { type: "confirm" }).effects).toEqual([{ type: "quit" }]);
    expect(after(waiting, { type: "quit-now" }).effects).toEqual([{ type: "quit" }]);
  });

  test("closes its own prompt and no other; why it failed is said, whatever is open", () => {
    const open = after(sample(), to("dashboard", { type: "filter" })).state;
    expect(after(open, { type: "stored", ask: "min_file_size" }).state.overlay).toBe(open.overlay);
    const failed = after(open, { type: "invalid", ask: "min_file_size", problem: "locked" }).state;
    expect([failed.overlay, failed.notice?.text]).toEqual([open.overlay, "locked"]);
  });
});

describe("what happens to the database", () => {
  test("trouble is said beside what was seen last, and is gone with the next look", () => {
    const problem = { message: "locked", hint: "" };
    const troubled = after(sample(), { type: "trouble", problem, now: NOW }).state;
    expect([troubled.problem, troubled.live?.counts.torrents]).toEqual([problem, 182_540]);
    expect(after(troubled, looked()).state.problem).toBeNull();
  });

  test("a notice stays for some seconds", () => {
    const said = after(sample(), { type: "said", tone: "good", text: "done" }).state;
    expect(after(said, { type: "tick", now: NOW + 5_000 }).state.notice?.text).toBe("done");
    expect(after(said, { type: "tick", now: NOW + 7_000 }).state.notice).toBeNull();
    expect(after(said, { type: "close" }).state.notice).toBeNull();
  });
});

test("help opens and closes over any tab, and is scrolled", () => {
  const open = after(sample(LARGE, { tab: "backup" }), { type: "help" }).state;
  expect(open.overlay).toEqual({ type: "help", top: 0 });
  const low = after(sample(SMALL, { tab: "backup" }), { type: "help" }, move("down")).state;
  expect(low.overlay).toEqual({ type: "help", top: 1 });
  const end = after(low, move("end")).state;
  expect([after(end, move("down")).state.overlay, after(end, move("start")).state.overlay]).toEqual([
    end.overlay,
    { type: "help", top: 0 },
  ]);
  expect(after(open, move("down")).state.overlay).toEqual({ type: "help", top: 0 });
  expect(after(open, { type: "help" }).state.overlay).toBeNull();
  expect(after(open, { type: "close" }).state.overlay).toBeNull();
});

test("another size of the window is taken over", () => {
  expect(after(sample(), { type: "resized", columns: 100, rows: 30 }).state.size).toEqual({ columns: 100, rows: 30 });
});
