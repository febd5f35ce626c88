import { describe, expect, test } from "bun:test";
import type { TorrentPage } from "../../../../src/work/torrents/list-torrents.ts";
import {
  after,
  insert,
  live,
  looked,
  move,
  SMALL,
  sample,
  to,
  torrentDetail,
  torrents,
} from "../../../support/tui-state.ts";

const tab = sample(SMALL, { tab: "torrents" });
const page = (count: number, more: Partial<TorrentPage> = {}): TorrentPage => {
  return { torrents: torrents(count), next: null, searchComplete: null, ...more };
};
const search = (text: string, beyond: number | null = null) => ({ text, state: null, beyond, limit: 500 });

describe("a search", () => {
  test("runs while it is typed; an answer to what is asked no longer is nothing", () => {
    const typed = after(tab, to("torrents", { type: "search" }), insert("n"), insert("i"));
    expect(typed.effects).toEqual([
      { type: "find", search: search("n") },
      { type: "find", search: search("ni") },
    ]);
    const late = after(typed.state, to("torrents", { type: "found", page: page(3), search: search("n") })).state;
    expect([late.torrents.torrents.length, late.torrents.isLoading]).toEqual([0, true]);
    const found = after(late, to("torrents", { type: "found", page: page(2), search: search("ni") })).state;
    expect([found.torrents.torrents.length, found.torrents.isLoading]).toEqual([2, false]);
    const closed = after(found, { type: "close" });
    expect([closed.state.overlay, closed.effects]).toEqual([null, [{ type: "find", search: search("") }]]);
  });

  test("can be of one state, and Escape gives everything up", () => {
    const flagged = after(tab, ...Array(4).fill(to("torrents", { type: "next-state" })));
    expect(flagged.state.torrents.state).toBe("flagged");
    expect(
      after(flagged.state, to("torrents", { type: "next-state" }), to("torrents", { type: "next-state" })).state
        .torrents.state,
    ).toBeNull();
    expect(after(flagged.state, { type: "close" }).state.torrents.state).toBeNull();
  });

  test("goes on with the next page near the end of what is here, once", () => {
    const { effects, state } = after(tab, move("end"), move("up"));
    expect(effects).toEqual([{ type: "find", search: search("", 971) }]);
    const more = torrents(60).slice(30);
    const message = to("torrents", {
      type: "found",
      page: { torrents: more, next: null, searchComplete: null },
      search: search("", 971),
    });
    const grown = after(state, message).state.torrents;
    expect([grown.torrents.length, grown.chosen, grown.next]).toEqual([60, 28, null]);
  });
});

test("a list that is read again leaves the choice with its torrent", () => {
  const chosen = after(tab, move("down"), move("down")).state;
  const fewer = torrents(30).slice(1);
  const again = after(
    chosen,
    to("torrents", { type: "found", page: { ...page(0), torrents: fewer }, search: search("") }),
  );
  expect(again.state.torrents.torrents[again.state.torrents.chosen]?.id).toBe(998);
});

test("it is read again when the index has other torrents, and when it comes to the front", () => {
  const { counts } = live();
  expect(after(tab, looked({ counts: { ...counts, flagged: 1 } })).effects).toEqual([
    { type: "find", search: search("") },
  ]);
  expect(after(tab, looked()).effects).toEqual([]);
  expect(after(sample(), { type: "tab", to: "torrents" }).effects).toEqual([{ type: "find", search: search("") }]);
});

describe("a torrent", () => {
  test("that was changed is so at once, in the list and in full", () => {
    const shown = after(tab, to("torrents", { type: "shown", torrent: torrentDetail() })).state;
    const { state, effects } = after(shown, to("torrents", { type: "changed", id: 1_000, state: "flagged" }));
    expect([state.torrents.torrents[0]?.state, state.torrents.detail?.state]).toEqual(["flagged", "flagged"]);
    expect(effects).toEqual([
      { type: "find", search: search("") },
      { type: "show", id: 1_000 },
    ]);
  });

  test("is shown in full, scrolled to its last file and no further, and closed", () => {
    expect(after(tab, to("torrents", { type: "open" })).effects).toEqual([{ type: "show", id: 1_000 }]);
    const shown = after(tab, to("torrents", { type: "shown", torrent: torrentDetail() })).state;
    const end = after(shown, move("end")).state;
    expect(end.torrents.top).toBeGreaterThan(30);
    expect(after(end, move("page-down")).state.torrents.top).toBe(end.torrents.top);
    expect(after(shown, { type: "close" }).state.torrents.detail).toBeNull();
  });

  test.each([
    [0, "flag", "flag", "It is not offered until you unflag it."],
    [1, "flag", "unflag", "It is offered again."],
    [0, "remove", "remove", "It is no longer offered"],
    [3, "remove", "unremove", "It is offered again as soon as"],
  ] as const)("%d: %s asks first, and then means %s", (place, key, change, means) => {
    const chosen = after(tab, ...Array(place).fill(move("down"))).state;
    const asked = after(chosen, to("torrents", { type: key }));
    expect(asked.effects).toEqual([]);
    const { overlay } = asked.state;
    expect(overlay).toMatchObject({
      type: "confirm",
      lines: [torrents(4)[place]?.name, expect.any(String), "", expect.stringContaining(means)],
    });
    expect(after(asked.state, { type: "confirm" }).effects).toEqual([{ type: "change", id: 1_000 - place, change }]);
    expect(after(asked.state, { type: "close" }, { type: "confirm" }).effects).toEqual([]);
  });
});
