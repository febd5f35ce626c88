import { describe, expect, test } from "bun:test";
import { logEntries } from "../../../../src/tui/tabs/log/entries.ts";
import { listedEntries } from "../../../../src/tui/tabs/log/state.ts";
import { after, insert, live, move, NOW, SMALL, sample, to } from "../../../support/tui-state.ts";

const tab = sample(SMALL, { tab: "log" });
const [serve] = live().processes as [ReturnType<typeof live>["processes"][number]];
const key = { kind: "serve", host: "tracker", pid: 4711, startedAt: serve.startedAt };
const texts = (state: typeof tab) => listedEntries(state.log, state).map(({ kind, text }) => `${kind}: ${text}`);

describe("the log", () => {
  test("has processes, their errors and runs, the newest first", () => {
    expect(texts(tab)).toEqual([
      "scrape: scrape done",
      "backup: backup failed: The disk is full",
      "serve: a response was cut off: EIO",
      "scan: scan partly done: 12 added",
      "watch: killed or crashed",
      "serve: started: http://127.0.0.1:8080",
      "watch: started",
    ]);
  });

  test("tells one process's end from another's error, and does not tell of dashboards", () => {
    const failed = { ...serve, pid: 7, detail: null, endedAt: NOW, error: "Port 8080 is in use", errorAt: NOW - 1 };
    const entries = logEntries(
      [failed, { ...serve, error: null, errorAt: null }, { ...serve, kind: "tui", error: null }],
      [],
    );
    expect(entries.filter(({ error }) => error !== null).map(({ pid, text }) => [pid, text])).toEqual([
      [7, "Port 8080 is in use"],
    ]);
    expect(entries.some(({ kind }) => kind === "tui")).toBe(false);
  });

  test("is filtered while the filter is typed; only errors where that is wanted", () => {
    const filtered = after(tab, to("log", { type: "filter" }), insert("SCAN"), { type: "accept" }).state;
    expect(texts(filtered)).toEqual(["scan: scan partly done: 12 added"]);
    expect(texts(after(filtered, { type: "close" }).state)).toHaveLength(7);
    expect(texts(after(tab, to("log", { type: "errors-only" })).state)).toEqual(["serve: a response was cut off: EIO"]);
  });

  test("an error is dismissed, and nothing else; or all are", () => {
    expect(after(tab, to("log", { type: "dismiss" })).effects).toEqual([]);
    expect(after(tab, move("down"), move("down"), to("log", { type: "dismiss" })).effects).toEqual([
      { type: "dismiss", key },
    ]);
    expect(after(tab, to("log", { type: "dismiss-all" })).effects).toEqual([{ type: "dismiss", key: null }]);
    const dismissed = { ...serve, dismissedAt: serve.errorAt };
    expect(logEntries([dismissed], []).map(({ error }) => error)).toEqual([null, null]);
  });
});
