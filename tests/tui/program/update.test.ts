import { describe, expect, test } from "bun:test";
import type { Effect } from "../../../src/tui/program/effect.ts";
import type { Message } from "../../../src/tui/program/message.ts";
import { bodyRows, type State } from "../../../src/tui/program/state.ts";
import { update } from "../../../src/tui/program/update.ts";
import { chosenRequest, listedRequests } from "../../../src/tui/tabs/dashboard/state.ts";
import { statisticsRows } from "../../../src/tui/tabs/statistics/rows.ts";
import type { ScanEvent } from "../../../src/work/scan/scan-event.ts";
import { LARGE, live, NOW, requests, SMALL, sample } from "../../support/tui-state.ts";

/** The state after several messages, and all that is to be done about them. */
function after(state: State, ...messages: Message[]): { state: State; effects: Effect[] } {
  const effects: Effect[] = [];
  for (const message of messages) {
    const done = update(state, message);
    state = done.state;
    effects.push(...done.effects);
  }
  return { state, effects };
}

const looked = (more: Parameters<typeof live>[0] = {}, now = NOW): Message => ({
  type: "looked",
  live: live(more),
  now,
});
const move = (to: Extract<Message, { type: "move" }>["move"]): Message => ({ type: "move", move: to });
const insert = (text: string): Message => ({ type: "edit", edit: { insert: text } });

describe("tabs", () => {
  test("go round, both ways", () => {
    expect(after(sample(), { type: "tab", to: "previous" }).state.tab).toBe("api");
    expect(after(sample(SMALL, { tab: "api" }), { type: "tab", to: "next" }).state.tab).toBe("dashboard");
  });

  test("read what they show when they are entered", () => {
    for (const tab of ["scan", "settings", "backup", "api"] as const) {
      expect(after(sample(), { type: "tab", to: tab }).effects).toEqual([{ type: "load", tab }]);
    }
    expect(after(sample(), { type: "tab", to: "dashboard" }).effects).toEqual([]);
  });

  test("read statistics again only when they are old", () => {
    const old = sample(SMALL, { now: NOW + 60_000 });
    expect(after(sample(), { type: "tab", to: "statistics" }).effects).toEqual([]);
    const { state, effects } = after(old, { type: "tab", to: "statistics" }, { type: "refresh" });
    expect(effects).toEqual([{ type: "load", tab: "statistics" }]);
    expect(state.statistics.loading).toBe(true);
  });

  test("take what lies over another one away", () => {
    const { state } = after(sample(), { type: "filter" }, { type: "tab", to: "scan" });
    expect(state.overlay).toBeNull();
  });
});

describe("the request log", () => {
  const chosen = ({ dashboard, live: seen }: State) =>
    listedRequests(dashboard, seen)[chosenRequest(dashboard, seen)]?.id;

  test("follows the newest until one is chosen, which then stays", () => {
    const start = after(sample(), looked({ requests: requests(50, 100) })).state;
    expect(chosen(start)).toBe(100);
    expect(chosen(after(start, looked({ requests: requests(50, 120) })).state)).toBe(120);
    const held = after(start, move("down"), move("down"), looked({ requests: requests(50, 120) })).state;
    expect(chosen(held)).toBe(98);
    expect(chosen(after(held, move("start"), looked({ requests: requests(50, 130) })).state)).toBe(130);
  });

  test("a chosen one that has left it gives way to the next older one, or to the last", () => {
    const start = after(sample(), looked({ requests: requests(50, 100) }), move("down")).state;
    const filtered = requests(50, 100).filter(({ id }) => id % 10 === 0);
    expect(chosen(after(start, looked({ requests: filtered })).state)).toBe(90);
    expect(chosen(after(start, looked({ requests: requests(20, 900) })).state)).toBe(881);
  });

  test("is held, and goes on", () => {
    const held = after(
      sample(),
      looked({ requests: requests(5, 10) }),
      { type: "pause" },
      looked({ requests: requests(5, 20) }),
    ).state;
    expect(listedRequests(held.dashboard, held.live)[0]?.id).toBe(10);
    const free = after(held, { type: "pause" }).state;
    expect(listedRequests(free.dashboard, free.live)[0]?.id).toBe(20);
  });

  test("is filtered while the filter is typed; Escape gives it up", () => {
    const { state, effects } = after(sample(), { type: "pause" }, { type: "filter" }, insert("50"), insert("0"));
    expect([state.dashboard.filter, state.dashboard.held, effects]).toEqual([
      "500",
      null,
      [{ type: "look" }, { type: "look" }],
    ]);
    expect(after(state, { type: "close" }).state).toMatchObject({ overlay: null, dashboard: { filter: "" } });
    const kept = after(state, { type: "accept" }).state;
    expect(kept).toMatchObject({ overlay: null, dashboard: { filter: "500" } });
    expect(after(kept, { type: "close" }).state.dashboard.filter).toBe("");
  });

  test("shows one in full, steps through them so, and closes", () => {
    const opened = after(sample(), looked({ requests: requests(5, 10) }), { type: "open" }).state;
    expect(opened.dashboard.detail?.id).toBe(10);
    const next = after(opened, move("down")).state;
    expect(next.dashboard.detail?.id).toBe(9);
    expect(after(next, { type: "close" }).state.dashboard.detail).toBeNull();
  });
});

describe("a scan", () => {
  const events = (...list: ScanEvent[]): Message => ({ type: "scanning", events: list, now: NOW + 1_000 });
  const scanTab = sample(SMALL, { tab: "scan" });

  test("starts once, tells how far it is and how it ended", () => {
    const start = after(scanTab, { type: "scan" });
    expect(start.effects).toEqual([{ type: "scan", prune: false, paths: null }]);
    const running = after(start.state, { type: "scan-started", now: NOW }, { type: "scan" });
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
    const ended = after(state, { type: "scan-ended", problem: null });
    expect(ended.state.scan.job).toBeNull();
    expect(ended.effects).toEqual([{ type: "look" }, { type: "load", tab: "scan" }]);
  });

  test("can be of the chosen path alone", () => {
    expect(after(scanTab, move("down"), { type: "scan-path" }).effects).toEqual([
      { type: "scan", prune: false, paths: [2] },
    ]);
    expect(after(scanTab, move("end"), { type: "scan-path" }).effects).toEqual([]);
  });

  test("says why a folder was left as it is", () => {
    const failed: ScanEvent = {
      type: "failed",
      root: "/srv",
      code: "ROOT_EMPTY",
      message: "/srv is empty.",
      hint: "See whether it is mounted.",
    };
    const { state } = after(scanTab, { type: "scan-started", now: NOW }, events(failed), {
      type: "scan-ended",
      problem: null,
    });
    expect(state.scan.trouble).toBe("/srv is empty. See whether it is mounted.");
  });

  test("is stopped", () => {
    const { state, effects } = after(scanTab, { type: "scan-started", now: NOW }, { type: "cancel" });
    expect([state.scan.job?.stopping, effects]).toEqual([true, [{ type: "stop-scan" }]]);
  });

  test("goes on while another tab is in front", () => {
    const { state } = after(
      scanTab,
      { type: "scan-started", now: NOW },
      { type: "tab", to: "dashboard" },
      events({ type: "started", root: "/srv", found: 1, to_read: 1 }),
    );
    expect(state.scan.job?.reading?.toRead).toBe(1);
  });

  test("that lets go of what is lost is asked about first", () => {
    const asked = after(scanTab, { type: "prune" });
    expect([asked.effects, asked.state.overlay?.type]).toEqual([[], "confirm"]);
    expect(after(asked.state, { type: "close" }, { type: "confirm" }).effects).toEqual([]);
    expect(after(asked.state, { type: "confirm" }).effects).toEqual([{ type: "scan", prune: true, paths: null }]);
  });
});

describe("scan paths", () => {
  const scanTab = sample(SMALL, { tab: "scan" });

  test("one list with the rejected files: only a path is removed, and after a question that names it", () => {
    const asked = after(scanTab, move("down"), { type: "remove-path" });
    expect(asked.effects).toEqual([]);
    expect(asked.state.overlay).toMatchObject({
      type: "confirm",
      lines: expect.arrayContaining([expect.stringContaining("/2026")]),
    });
    expect(after(asked.state, { type: "confirm" }).effects).toEqual([{ type: "remove-path", id: 2 }]);
    expect(after(scanTab, move("end"), { type: "remove-path" }).state.overlay).toBeNull();
  });

  test("one is added; a refusal stays with what was typed until it is changed", () => {
    const typed = after(scanTab, { type: "add-path" }, insert("/srv/nowhere "), { type: "accept" });
    expect(typed.effects).toEqual([{ type: "add-path", path: "/srv/nowhere" }]);
    const refused = after(typed.state, { type: "invalid", problem: "no such folder" }).state;
    expect(refused.overlay).toMatchObject({ field: { text: "/srv/nowhere " }, problem: "no such folder" });
    expect(after(refused, insert("x")).state.overlay).toMatchObject({ problem: null });
    expect(after(refused, { type: "stored" }).state.overlay).toBeNull();
  });

  test("fewer of them leave the choice within the list", () => {
    const { state } = after(scanTab, move("end"), { type: "rejected", files: [] }, { type: "paths", paths: [] });
    expect(state.scan.chosen).toBe(0);
  });

  test("are read again when another process has scanned", () => {
    const run = live().lastScan as NonNullable<ReturnType<typeof live>["lastScan"]>;
    expect(after(scanTab, looked({ lastScan: { ...run, id: 8 } })).effects).toEqual([{ type: "load", tab: "scan" }]);
    expect(after(scanTab, looked()).effects).toEqual([]);
    expect(after(sample(), looked({ lastScan: { ...run, id: 8 } })).effects).toEqual([]);
  });
});

describe("settings", () => {
  const tab = sample(SMALL, { tab: "settings" });

  test("one is edited in place, validated outside, and closes when it is stored", () => {
    const edited = after(tab, { type: "edit-setting" }, { type: "edit", edit: "clear" }, insert("77"), {
      type: "accept",
    });
    expect(edited.effects).toEqual([{ type: "store-setting", key: "max_files_per_request", value: "77" }]);
    expect(edited.state.overlay).not.toBeNull();
    expect(after(edited.state, { type: "stored" }).state.overlay).toBeNull();
  });

  test("the default comes back after a question, where it is another value", () => {
    const asked = after(tab, { type: "reset-setting" });
    expect(after(asked.state, { type: "confirm" }).effects).toEqual([
      { type: "reset-setting", key: "max_files_per_request" },
    ]);
    expect(after(tab, move("up"), { type: "reset-setting" }).state.overlay).toBeNull();
  });

  test("are read again with every look, for others change them too", () => {
    expect(after(tab, looked()).effects).toEqual([{ type: "load", tab: "settings" }]);
  });
});

describe("backups", () => {
  const tab = sample(SMALL, { tab: "backup" });
  const file = tab.backup.backups?.files[1]?.path ?? "";

  test("a restore is planned, asked about with what is lost, and done", () => {
    const planned = after(tab, move("down"), { type: "restore" });
    expect(planned.effects).toEqual([{ type: "plan-restore", file }]);
    const asked = after(planned.state, {
      type: "restore-planned",
      file,
      force: true,
      lines: ["Lost:", "  12 reports"],
    });
    expect(asked.state.overlay).toMatchObject({ type: "confirm", lines: ["Lost:", "  12 reports"] });
    expect(after(asked.state, { type: "confirm" }).effects).toEqual([{ type: "restore", file, force: true }]);
    expect(after(asked.state, { type: "close" }, { type: "confirm" }).effects).toEqual([]);
  });

  test("one job at a time, with its progress", () => {
    const busy = after(
      tab,
      { type: "backup-started", job: "backup", file: null, now: NOW },
      { type: "back-up" },
      { type: "verify" },
      { type: "restore" },
    );
    expect(busy.effects).toEqual([]);
    const { state } = after(
      busy.state,
      { type: "backup-progress", event: { type: "started", database: "/db", file: "/b.db" } },
      { type: "backup-progress", event: { type: "progress", step: "copying", percent: 42 } },
    );
    expect(state.backup.job).toMatchObject({ file: "/b.db", percent: 42, step: "copying" });
    expect(after(state, { type: "cancel" }).effects).toEqual([{ type: "stop-backup" }]);
  });

  test("what went wrong stays until it is closed", () => {
    const failed = after(tab, { type: "backup-ended", problem: { message: "disk full", hint: "" } }).state;
    expect(failed.backup.problem?.message).toBe("disk full");
    expect(after(failed, { type: "close" }).state.backup.problem).toBeNull();
  });
});

describe("the API test", () => {
  const tab = sample(SMALL, { tab: "api" });
  const [health, handshake, phase1] = tab.api.requests;

  test("sends the chosen request as it was edited, once at a time", () => {
    const edited = after(tab, { type: "edit-body" }, { type: "edit", edit: "clear" }, insert("{}"), {
      type: "accept",
    }).state;
    expect(edited.overlay).toBeNull();
    const again = after(edited, { type: "api", requests: [...tab.api.requests], address: "http://x" }).state;
    expect(again.api.requests.map(({ body }) => body)).toEqual([null, handshake?.body ?? "", "{}"]);
    const sent = after(again, { type: "send" }, { type: "send" }, { type: "walk" });
    expect(sent.effects).toEqual([
      { type: "send", address: "http://x", header: "", request: { ...phase1, body: "{}" } as never },
    ]);
    expect(after(sent.state, { type: "sent" }, { type: "send" }).effects).toHaveLength(1);
  });

  test("an edit that is given up changes nothing", () => {
    const { state } = after(tab, { type: "edit-body" }, insert("x"), { type: "close" });
    expect(state.api.requests).toEqual(tab.api.requests);
    expect(
      after(sample(SMALL, { tab: "api", api: { ...tab.api, chosen: 0 } }), { type: "edit-body" }).state.overlay,
    ).toBeNull();
  });

  test("a walk shows every answer as it comes, with the body that was sent", () => {
    const walked = after(tab, { type: "walk" });
    expect(walked.state.api.answers).toEqual({});
    const request = { ...phase1, body: "sent" } as NonNullable<typeof phase1>;
    const answer = { status: 200, statusText: "OK", headers: [], ms: 1, bytes: 2, text: "{}", complete: true } as const;
    const { state } = after(walked.state, {
      type: "answered",
      request,
      answer: { ...answer, headers: [] },
      lines: ["{}"],
    });
    expect([state.api.chosen, state.api.requests[2]?.body, state.api.answers.phase1?.lines]).toEqual([
      2,
      "sent",
      ["{}"],
    ]);
  });

  test("a header goes with every request once it is found to be one", () => {
    const typed = after(tab, { type: "edit-header" }, insert("A: b"), { type: "accept" });
    expect(typed.effects).toEqual([{ type: "check-header", line: "A: b" }]);
    const { state } = after(typed.state, { type: "header", line: "A: b" }, { type: "stored" });
    expect([state.overlay, after(state, { type: "send" }).effects]).toMatchObject([
      null,
      [{ type: "send", header: "A: b" }],
    ]);
  });

  test("another address is kept; an answer is scrolled within its length", () => {
    const { state, effects } = after(
      tab,
      { type: "edit-address" },
      { type: "edit", edit: "clear" },
      insert(" http://y "),
      { type: "accept" },
    );
    expect([state.api.address, effects]).toEqual(["http://y", [{ type: "keep-address", address: "http://y" }]]);
    const bottom = after(tab, move("end")).state.api.top;
    expect(bottom).toBe(64 - 16);
    expect(after(tab, move("end"), move("page-down")).state.api.top).toBe(bottom);
    expect(after(tab, move("end"), move("up")).state.api).toMatchObject({ chosen: 1, top: 0 });
    expect(health?.body).toBeNull();
  });
});

test("statistics are scrolled to their last line and no further, whatever the width", () => {
  for (const size of [SMALL, { columns: 120, rows: 20 }]) {
    const { state } = after(sample(size, { tab: "statistics" }), move("end"));
    const end = state.statistics.top;
    expect(after(state, move("page-down")).state.statistics.top).toBe(end);
    expect(after(state, move("start")).state.statistics.top).toBe(0);
    expect(end).toBe(statisticsRows(state.statistics, size.columns, NOW).length - bodyRows(size));
  }
  expect(after(sample({ columns: 200, rows: 100 }, { tab: "statistics" }), move("end")).state.statistics.top).toBe(0);
});

describe("the end", () => {
  test("comes at once where nothing is under way", () => {
    expect(after(sample(), { type: "quit" }).effects).toEqual([{ type: "quit" }]);
  });

  test("is asked about while a scan runs, but not with Ctrl-C", () => {
    const busy = after(sample(), { type: "scan-started", now: NOW }).state;
    const asked = after(busy, { type: "quit" });
    expect([asked.effects, asked.state.overlay?.type]).toEqual([[], "confirm"]);
    expect(after(asked.state, { type: "confirm" }).effects).toEqual([{ type: "quit" }]);
    expect(after(busy, { type: "quit-now" }).effects).toEqual([{ type: "quit" }]);
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
  expect(after(open, move("down")).state.overlay).toEqual({ type: "help", top: 1 });
  expect(after(open, { type: "help" }).state.overlay).toBeNull();
  expect(after(open, { type: "close" }).state.overlay).toBeNull();
});

test("another size of the window is taken over", () => {
  expect(after(sample(), { type: "resized", columns: 100, rows: 30 }).state.size).toEqual({ columns: 100, rows: 30 });
});
