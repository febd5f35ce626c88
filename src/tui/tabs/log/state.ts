import type { ProcessKey } from "../../../store/operations/processes.ts";
import type { Run } from "../../../store/operations/runs.ts";
import { prompt } from "../../contract/overlay.ts";
import type { Shared } from "../../contract/shared.ts";
import { pageRows } from "../../contract/size.ts";
import { asking, closing, type Step, step } from "../../contract/step.ts";
import type { TabInput } from "../../contract/tab.ts";
import { moved } from "../../kit/list.ts";
import { type LogEntry, logEntries } from "./entries.ts";

export interface LogState {
  runs: readonly Run[];
  filter: string;
  /** Only errors that nobody has dismissed. */
  isErrorsOnly: boolean;
  chosen: number;
}

export type LogMessage = { type: "errors-only" | "dismiss" | "dismiss-all" | "filter" } | { type: "read"; runs: Run[] };

export type LogEffect = { type: "load" } | { type: "dismiss"; key: ProcessKey | null };

export const LOG: LogState = { runs: [], filter: "", isErrorsOnly: false, chosen: 0 };

/** The entries that are listed, the newest first. */
export function listedEntries({ runs, filter, isErrorsOnly }: LogState, { live }: Shared): LogEntry[] {
  const wanted = filter.toLowerCase();
  return logEntries(live?.processes ?? [], runs).filter(
    ({ kind, pid, text, error }) =>
      (!isErrorsOnly || error !== null) && `${kind} ${pid} ${text}`.toLowerCase().includes(wanted),
  );
}

/** The entry that is chosen, if there is one. */
export function chosenEntry(state: LogState, shared: Shared): LogEntry | null {
  const entries = listedEntries(state, shared);
  return entries[Math.min(state.chosen, entries.length - 1)] ?? null;
}

/** The log after a message. */
export function logStep(state: LogState, message: LogMessage | TabInput, shared: Shared): Step<LogState, LogEffect> {
  switch (message.type) {
    case "move": {
      const { length } = listedEntries(state, shared);
      const from = Math.max(0, Math.min(state.chosen, length - 1));
      return step({ ...state, chosen: moved(from, message.move, length, pageRows(shared.size)) });
    }
    case "errors-only":
      return step({ ...state, isErrorsOnly: !state.isErrorsOnly, chosen: 0 });
    case "dismiss": {
      const key = chosenEntry(state, shared)?.error;
      return key ? step(state, { type: "dismiss", key }) : step(state);
    }
    case "dismiss-all":
      return step(state, { type: "dismiss", key: null });
    case "filter":
      return asking(state, prompt("filter", "Filter", state.filter));
    case "typed":
      return step({ ...state, filter: message.text, chosen: 0 });
    case "accepted":
      return closing(state);
    case "close":
      return step({ ...state, filter: "", isErrorsOnly: false });
    case "read":
      return step({ ...state, runs: message.runs });
  }
}
