import { describe, expect, test } from "bun:test";
import type { ScanEvent } from "../../../../src/work/scan/scan-event.ts";
import { after, insert, live, looked, move, NOW, SMALL, sample, to } from "../../../support/tui-state.ts";

describe("a scan", () => {
  const events = (...list: ScanEvent[]) => to("scan", { type: "scanning", events: list, now: NOW + 1_000 });
  const scanTab = sample(SMALL, { tab: "scan" });

  test("starts once, tells how far it is and how it ended", () => {
    const start = after(scanTab, to("scan", { type: "scan" }));
    expect(start.effects).toEqual([{ type: "scan", prune: false, paths: null }]);
    const running = after(start.state, to("scan", { type: "started", now: NOW }), to("scan", { type: "scan" }));
    expect(running.effects).toEqual([]);
    const { state } = after(
      running.state,
      events(
        { type: "started", root: "/srv", found: 20, to_read: 10 },
        { type: "rejected", path: "/srv/x", code: "X", message: "bad" },
      ),
      events(
        { type: "progress", root: "/srv", read: 4, to_read: 10 },
        { type: "progress", root: "/srv", read: 7, to_read: 10 },
      ),
    );
    expect(state.scan.job).toMatchObject({
      reading: { root: "/srv", read: 7, toRead: 10, since: NOW + 1_000 },
      rejected: 1,
      trouble: "/srv/x: bad",
    });
    const ended = after(state, to("scan", { type: "ended", problem: null }));
    expect(ended.state.scan.job).toBeNull();
    expect(ended.effects).toEqual([{ type: "look" }, { type: "load" }]);
  });

  test("can be of the chosen path alone", () => {
    expect(after(scanTab, move("down"), to("scan", { type: "scan-path" })).effects).toEqual([
      { type: "scan", prune: false, paths: [2] },
    ]);
    expect(after(scanTab, move("end"), to("scan", { type: "scan-path" })).effects).toEqual([]);
  });

  test("says why a folder was left as it is", () => {
    const failed: ScanEvent = {
      type: "failed",
      root: "/srv",
      code: "ROOT_EMPTY",
      message: "/srv is empty.",
      hint: "See whether it is mounted.",
    };
    const { state } = after(
      scanTab,
      to("scan", { type: "started", now: NOW }),
      events(failed),
      to("scan", { type: "ended", problem: null }),
    );
    expect(state.scan.trouble).toBe("/srv is empty. See whether it is mounted.");
  });

  test("is stopped", () => {
    const { state, effects } = after(
      scanTab,
      to("scan", { type: "started", now: NOW }),
      to("scan", { type: "cancel" }),
    );
    expect([state.scan.job?.stopping, effects]).toEqual([true, [{ type: "stop" }]]);
  });

  test("goes on while another tab is in front", () => {
    const { state } = after(
      scanTab,
      to("scan", { type: "started", now: NOW }),
      { type: "tab", to: "dashboard" },
      events({ type: "started", root: "/srv", found: 1, to_read: 1 }),
    );
    expect(state.scan.job?.reading?.toRead).toBe(1);
  });

  test("that lets go of what is lost is asked about first", () => {
    const asked = after(scanTab, to("scan", { type: "prune" }));
    expect([asked.effects, asked.state.overlay?.type]).toEqual([[], "confirm"]);
    expect(after(asked.state, { type: "close" }, { type: "confirm" }).effects).toEqual([]);
    expect(after(asked.state, { type: "confirm" }).effects).toEqual([{ type: "scan", prune: true, paths: null }]);
  });
});

describe("scan paths", () => {
  const scanTab = sample(SMALL, { tab: "scan" });

  test("one list with the rejected files: only a path is removed, and after a question that names it", () => {
    const asked = after(scanTab, move("down"), to("scan", { type: "remove-path" }));
    expect(asked.effects).toEqual([]);
    expect(asked.state.overlay).toMatchObject({
      type: "confirm",
      lines: expect.arrayContaining([expect.stringContaining("/2026")]),
    });
    expect(after(asked.state, { type: "confirm" }).effects).toEqual([{ type: "remove-path", id: 2 }]);
    expect(after(scanTab, move("end"), to("scan", { type: "remove-path" })).state.overlay).toBeNull();
  });

  test("one is added; a rejection stays with what was typed until it is changed", () => {
    const typed = after(scanTab, to("scan", { type: "add-path" }), insert("/srv/nowhere "), { type: "accept" });
    expect(typed.effects).toEqual([{ type: "add-path", path: "/srv/nowhere" }]);
    const rejected = after(typed.state, { type: "invalid", ask: "path", problem: "no such folder" }).state;
    expect(rejected.overlay).toMatchObject({ field: { text: "/srv/nowhere " }, problem: "no such folder" });
    expect(after(rejected, insert("x")).state.overlay).toMatchObject({ problem: null });
    expect(after(rejected, { type: "stored", ask: "path" }).state.overlay).toBeNull();
  });

  test("fewer of them leave the choice within the list", () => {
    const { state } = after(
      scanTab,
      move("end"),
      to("scan", { type: "rejected", files: [] }),
      to("scan", { type: "paths", paths: [] }),
    );
    expect(state.scan.chosen).toBe(0);
  });

  test("are read again when another process has scanned", () => {
    const run = live().lastScan as NonNullable<ReturnType<typeof live>["lastScan"]>;
    expect(after(scanTab, looked({ lastScan: { ...run, id: 8 } })).effects).toEqual([{ type: "load" }]);
    expect(after(scanTab, looked()).effects).toEqual([]);
    expect(after(sample(), looked({ lastScan: { ...run, id: 8 } })).effects).toEqual([]);
  });
});
