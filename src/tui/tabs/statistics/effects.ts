import { runJob } from "../../../work/jobs/job.ts";
import type { Context } from "../../contract/context.ts";
import { problemOf } from "../../contract/problem.ts";
import type { StatisticsMessage, StatisticsState } from "./state.ts";

/** Reads the statistics in a thread. */
export function loadStatistics({ path, send, clock }: Context<StatisticsState, StatisticsMessage>): void {
  runJob("statistics", { path }, { awaited: false }).then(
    (data) => send({ type: "read", data, now: clock() }),
    (error) => send({ type: "failed", problem: problemOf(error) }),
  );
}
