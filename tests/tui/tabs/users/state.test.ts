import { describe, expect, test } from "bun:test";
import { chosenPlace } from "../../../../src/tui/tabs/users/state.ts";
import { after, insert, live, looked, move, reports, requests, SMALL, sample, to } from "../../../support/tui-state.ts";

const tab = sample(SMALL, { tab: "users" });
const listed = after(tab, to("users", { type: "switch" })).state;

describe("hand-outs and reports", () => {
  test("are listed in turn; a report is opened, a hand-out is not", () => {
    expect([tab.users.listed, listed.users.listed]).toEqual(["hand-outs", "reports"]);
    expect(after(tab, to("users", { type: "open" })).effects).toEqual([]);
    const report = reports()[1] as ReturnType<typeof reports>[number];
    expect(after(listed, move("down"), to("users", { type: "open" })).effects).toEqual([{ type: "read-body", report }]);
  });

  test("a chosen one stays chosen while others come", () => {
    const chosen = after(tab, move("down"), move("down")).state;
    const more = [{ ...chosen.users.handOuts[0], id: 31 } as never, ...chosen.users.handOuts];
    const grown = after(chosen, to("users", { type: "read", handOuts: more, reports: [] })).state;
    expect(grown.users.handOuts[chosenPlace(grown.users)]?.id).toBe(28);
    const newest = after(tab, to("users", { type: "read", handOuts: more, reports: [] })).state;
    expect(newest.users.handOuts[chosenPlace(newest.users)]?.id).toBe(31);
  });

  test("are filtered while the filter is typed, and read again when somebody asks or reports", () => {
    expect(after(tab, to("users", { type: "filter" }), insert("al")).effects).toEqual([{ type: "load", filter: "al" }]);
    expect(after(tab, looked()).effects).toEqual([]);
    expect(after(tab, looked({ requests: requests(5, 99_999) })).effects).toEqual([{ type: "load", filter: "" }]);
    const today = { ...live().today, reports: 313 };
    expect(after(tab, looked({ today })).effects).toEqual([{ type: "load", filter: "" }]);
  });

  test("a report's body is scrolled to its end and closed", () => {
    const [report] = reports() as [ReturnType<typeof reports>[number]];
    const body = Array.from({ length: 50 }, (_, i) => `line ${i}`);
    const open = after(listed, to("users", { type: "body", report, body })).state;
    const end = after(open, move("end")).state;
    expect(after(end, move("down")).state.users.top).toBe(end.users.top);
    expect(end.users.top).toBe(50 - (20 - 9));
    expect(after(end, { type: "close" }).state.users.detail).toBeNull();
  });
});
