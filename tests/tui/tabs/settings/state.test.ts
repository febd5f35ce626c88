import { describe, expect, test } from "bun:test";
import { after, insert, looked, move, SMALL, sample, to } from "../../../support/tui-state.ts";

describe("settings", () => {
  const tab = sample(SMALL, { tab: "settings" });

  test("one is edited in place, validated outside, and closes when it is stored", () => {
    const edited = after(tab, to("settings", { type: "edit" }), { type: "edit", edit: "clear" }, insert("77"), {
      type: "accept",
    });
    expect(edited.effects).toEqual([{ type: "store", key: "max_files_per_request", value: "77" }]);
    expect(edited.state.overlay).not.toBeNull();
    expect(after(edited.state, { type: "stored", ask: "max_files_per_request" }).state.overlay).toBeNull();
  });

  test("the default comes back after a question, where it is another value", () => {
    const asked = after(tab, to("settings", { type: "reset" }));
    expect(after(asked.state, { type: "confirm" }).effects).toEqual([{ type: "reset", key: "max_files_per_request" }]);
    expect(after(tab, move("up"), to("settings", { type: "reset" })).state.overlay).toBeNull();
  });

  test("are read again with every look, for others change them too", () => {
    expect(after(tab, looked()).effects).toEqual([{ type: "load" }]);
  });
});
