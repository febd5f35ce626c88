import type { Snapshot } from "../../../work/observe/snapshot.ts";
import type { Problem } from "../../contract/problem.ts";
import { type Step, step } from "../../contract/step.ts";
import type { TabInput } from "../../contract/tab.ts";
import { moved } from "../../kit/list.ts";

export interface StatisticsState {
  data: Snapshot | null;
  /** When they were read, in Unix milliseconds. */
  readAt: number;
  /** They are being read, which takes seconds in a large index. */
  loading: boolean;
  problem: Problem | null;
  /** First line that is drawn. */
  top: number;
}

export type StatisticsMessage =
  | { type: "refresh" }
  | { type: "read"; data: Snapshot; now: number }
  | { type: "failed"; problem: Problem };

export type StatisticsEffect = { type: "load" };

export const STATISTICS: StatisticsState = { data: null, readAt: 0, loading: false, problem: null, top: 0 };

/** Older statistics are read again when the tab is entered. */
const FRESH_MS = 60_000;

/**
 * The statistics after a message.
 * @param lines how many lines they take as they are drawn, and how many there is room for
 */
export function statisticsStep(
  state: StatisticsState,
  message: StatisticsMessage | TabInput,
  lines: () => { all: number; room: number },
): Step<StatisticsState, StatisticsEffect> {
  switch (message.type) {
    case "move": {
      const { all, room } = lines();
      const last = Math.max(0, all - room);
      const from = Math.min(state.top, last);
      return step({ ...state, top: moved(from, message.move, last + 1, room) });
    }
    case "refresh":
      return reload(state);
    case "read":
      return step({ ...state, data: message.data, readAt: message.now, loading: false, problem: null });
    case "failed":
      return step({ ...state, loading: false, problem: message.problem });
    default:
      return step(state);
  }
}

/** The statistics when their tab is entered. */
export function enterStatistics(state: StatisticsState, now: number): Step<StatisticsState, StatisticsEffect> {
  return state.data && now - state.readAt < FRESH_MS ? step(state) : reload(state);
}

function reload(state: StatisticsState): Step<StatisticsState, StatisticsEffect> {
  return state.loading ? step(state) : step({ ...state, loading: true }, { type: "load" });
}
