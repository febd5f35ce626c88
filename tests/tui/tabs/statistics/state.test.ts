import { expect, test } from "bun:test";
import { bodyRows } from "../../../../src/tui/contract/size.ts";
import { statisticsRows } from "../../../../src/tui/tabs/statistics/rows.ts";
import { after, move, NOW, SMALL, sample } from "../../../support/tui-state.ts";

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
