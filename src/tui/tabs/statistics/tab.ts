import { bind } from "../../contract/binding.ts";
import { bodyRows } from "../../contract/size.ts";
import type { Tab } from "../../contract/tab.ts";
import { loadStatistics } from "./effects.ts";
import { statisticsRows } from "./rows.ts";
import {
  enterStatistics,
  STATISTICS,
  type StatisticsEffect,
  type StatisticsMessage,
  type StatisticsState,
  statisticsStep,
} from "./state.ts";
import { StatisticsView } from "./view.tsx";

/** What the index is made of and what was asked of it. */
export const statistics: Tab<StatisticsState, StatisticsMessage, StatisticsEffect> = {
  title: "Statistics",
  short: "Stats",
  start: STATISTICS,
  keys: [bind("r", "r", "Reload", "Reload the statistics", { type: "refresh" })],
  step: (state, message, { size, now }) =>
    statisticsStep(state, message, () => ({
      all: statisticsRows(state, size.columns, now).length,
      room: bodyRows(size),
    })),
  enter: (state, { now }) => enterStatistics(state, now),
  isStale: () => false,
  isOpen: () => false,
  underWay: () => null,
  View: StatisticsView,
  effects: (context) => ({ run: () => loadStatistics(context) }),
};
