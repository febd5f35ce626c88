import { describe, expect, test } from "bun:test";
import { after, insert, move, SMALL, sample, to } from "../../../support/tui-state.ts";

describe("the API test", () => {
  const tab = sample(SMALL, { tab: "api" });
  const [health, handshake, phase1] = tab.api.requests;

  test("sends the chosen request as it was edited, once at a time", () => {
    const edited = after(tab, to("api", { type: "edit-body" }), { type: "edit", edit: "clear" }, insert("{}"), {
      type: "accept",
    }).state;
    expect(edited.overlay).toBeNull();
    const again = after(
      edited,
      to("api", { type: "examples", requests: [...tab.api.requests], address: "http://x" }),
    ).state;
    expect(again.api.requests.map(({ body }) => body)).toEqual([null, handshake?.body ?? "", "{}"]);
    const sent = after(again, to("api", { type: "send" }), to("api", { type: "send" }), to("api", { type: "walk" }));
    expect(sent.effects).toEqual([
      { type: "send", address: "http://x", header: "", request: { ...phase1, body: "{}" } as never },
    ]);
    expect(after(sent.state, to("api", { type: "sent" }), to("api", { type: "send" })).effects).toHaveLength(1);
  });

  test("an edit that is given up changes nothing", () => {
    const { state } = after(tab, to("api", { type: "edit-body" }), insert("x"), { type: "close" });
    expect(state.api.requests).toEqual(tab.api.requests);
    expect(
      after(sample(SMALL, { tab: "api", api: { ...tab.api, chosen: 0 } }), to("api", { type: "edit-body" })).state
        .overlay,
    ).toBeNull();
  });

  test("a walk shows every answer as it comes, with the body that was sent", () => {
    const walked = after(tab, to("api", { type: "walk" }));
    expect(walked.state.api.answers).toEqual({});
    const request = { ...phase1, body: "sent" } as NonNullable<typeof phase1>;
    const answer = { status: 200, statusText: "OK", headers: [], ms: 1, bytes: 2, text: "{}", complete: true } as const;
    const { state } = after(
      walked.state,
      to("api", {
        type: "answered",
        request,
        answer: { ...answer, headers: [] },
        lines: ["{}"],
      }),
    );
    expect([state.api.chosen, state.api.requests[2]?.body, state.api.answers.phase1?.lines]).toEqual([
      2,
      "sent",
      ["{}"],
    ]);
  });

  test("a header goes with every request once it is found to be one", () => {
    const typed = after(tab, to("api", { type: "edit-header" }), insert("A: b"), { type: "accept" });
    expect(typed.effects).toEqual([{ type: "check-header", line: "A: b" }]);
    const { state } = after(typed.state, to("api", { type: "header", line: "A: b" }), {
      type: "stored",
      ask: "header",
    });
    expect([state.overlay, after(state, to("api", { type: "send" })).effects]).toMatchObject([
      null,
      [{ type: "send", header: "A: b" }],
    ]);
  });

  test("another address is kept; an answer is scrolled within its length", () => {
    const { state, effects } = after(
      tab,
      to("api", { type: "edit-address" }),
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
