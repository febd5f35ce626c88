import type { ReportRow } from "../../../store/people/reports.ts";
import { attempt, type Context } from "../../contract/context.ts";
import type { Runner } from "../../contract/tab.ts";
import type { UsersEffect, UsersMessage, UsersState } from "./state.ts";

/** Rows of each list, and rows that a filter looks through: some milliseconds. */
const ROWS = 500;
const FILTER_DEPTH = 5_000;
/** Characters of a report that are shown. */
const BODY = 65_536;

/** Reads hand-outs and reports. */
export function usersRunner(context: Context<UsersState, UsersMessage>): Runner<UsersEffect> {
  return {
    run(effect) {
      if (effect.type === "load") load(context, effect.filter);
      else readBody(context, effect.report);
    },
  };
}

function load(context: Context<UsersState, UsersMessage>, filter: string): void {
  attempt(context, () => {
    const rows = context.stores.use((store) => ({
      handOuts: store.handOuts.matching(filter, ROWS, FILTER_DEPTH),
      reports: store.reports.matching(filter, ROWS, FILTER_DEPTH),
    }));
    context.send({ type: "read", ...rows });
  });
}

function readBody(context: Context<UsersState, UsersMessage>, report: ReportRow): void {
  attempt(context, () => {
    const text = context.stores.use((store) => store.reports.body(report.id, BODY));
    context.send({ type: "body", report, body: text === null ? null : pretty(text, text.length < BODY) });
  });
}

/** A JSON text in lines; what was cut, or is no JSON, as it came. */
function pretty(text: string, isWhole: boolean): string[] {
  try {
    return isWhole ? JSON.stringify(JSON.parse(text), null, 2).split("\n") : [...text.split("\n"), "…"];
  } catch {
    return text.split("\n");
  }
}
