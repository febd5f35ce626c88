import { describe, expect, test } from "bun:test";
import type { State } from "../../../../src/tui/program/state.ts";
import { chosenRequest, listedRequests } from "../../../../src/tui/tabs/dashboard/state.ts";
import { after, insert, looked, move, requests, sample, to } from "../../../support/tui-state.ts";

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
      to("dashboard", { type: "pause" }),
      looked({ requests: requests(5, 20) }),
    ).state;
    expect(listedRequests(held.dashboard, held.live)[0]?.id).toBe(10);
    const free = after(held, to("dashboard", { type: "pause" })).state;
    expect(listedRequests(free.dashboard, free.live)[0]?.id).toBe(20);
  });

  test("is filtered while the filter is typed; Escape gives it up", () => {
    const { state, effects } = after(
      sample(),
      to("dashboard", { type: "pause" }),
      to("dashboard", { type: "filter" }),
      insert("50"),
      insert("0"),
    );
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
    const opened = after(sample(), looked({ requests: requests(5, 10) }), to("dashboard", { type: "open" })).state;
    expect(opened.dashboard.detail?.id).toBe(10);
    const next = after(opened, move("down")).state;
    expect(next.dashboard.detail?.id).toBe(9);
    expect(after(next, { type: "close" }).state.dashboard.detail).toBeNull();
  });
});
