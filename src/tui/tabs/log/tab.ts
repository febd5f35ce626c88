import { bind } from "../../contract/binding.ts";
import type { Shared } from "../../contract/shared.ts";
import { step } from "../../contract/step.ts";
import type { Tab } from "../../contract/tab.ts";
import { logRunner } from "./effects.ts";
import { chosenEntry, LOG, type LogEffect, type LogMessage, type LogState, listedEntries, logStep } from "./state.ts";
import { LogView } from "./view.tsx";

const isError = (state: LogState, shared: Shared) => Boolean(chosenEntry(state, shared)?.error);
const hasErrors = (_: LogState, shared: Shared) => listedEntries({ ...LOG, isErrorsOnly: true }, shared).length > 0;
const isErrorsOnly = (state: LogState) => state.isErrorsOnly;

/** What processes did, and the errors that they met. */
export const log: Tab<LogState, LogMessage, LogEffect> = {
  title: "Log",
  short: "Log",
  start: LOG,
  keys: [
    bind("d", "d", "Dismiss", "Dismiss the selected error", { type: "dismiss" }, isError),
    bind("D", "D", "Dismiss all", "Dismiss all errors", { type: "dismiss-all" }, hasErrors),
    bind("e", "e", "Errors", "Show errors only", { type: "errors-only" }, (state) => !isErrorsOnly(state)),
    bind("e", "e", "All", "Show everything", { type: "errors-only" }, isErrorsOnly),
    bind("/", "/", "Filter", "Filter the log", { type: "filter" }),
  ],
  step: logStep,
  enter: (state) => step(state, { type: "load" }),
  isStale: (before, live) =>
    before?.list.attemptedAt !== live.list.attemptedAt ||
    (["lastScan", "lastBackup", "lastScrape"] as const).some(
      (run) => before?.[run]?.id !== live[run]?.id || before?.[run]?.status !== live[run]?.status,
    ),
  isOpen: ({ filter, isErrorsOnly }) => filter !== "" || isErrorsOnly,
  underWay: () => null,
  View: LogView,
  effects: logRunner,
};
