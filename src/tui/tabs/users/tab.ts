import { bind } from "../../contract/binding.ts";
import { step } from "../../contract/step.ts";
import type { Tab } from "../../contract/tab.ts";
import { usersRunner } from "./effects.ts";
import { chosenReport, USERS, type UsersEffect, type UsersMessage, type UsersState, usersStep } from "./state.ts";
import { UsersView } from "./view.tsx";

const listsReports = ({ listed }: UsersState) => listed === "reports";
const canOpen = (state: UsersState) => state.detail === null && chosenReport(state) !== null;

/** What went to whom, and what users reported. */
export const users: Tab<UsersState, UsersMessage, UsersEffect> = {
  title: "Users",
  short: "Users",
  start: USERS,
  keys: [
    bind("enter", "Enter", "Show", "Show the selected report in full", { type: "open" }, canOpen),
    bind("t space", "t", "Reports", "List reports", { type: "switch" }, (state) => !listsReports(state)),
    bind("t space", "t", "Hand-outs", "List hand-outs", { type: "switch" }, listsReports),
    bind("/", "/", "Filter", "Filter by user, torrent or client", { type: "filter" }),
  ],
  step: usersStep,
  enter: (state) => step(state, { type: "load", filter: state.filter }),
  isStale: (before, live) =>
    before?.requests[0]?.id !== live.requests[0]?.id || before?.today.reports !== live.today.reports,
  isOpen: ({ detail, filter }) => detail !== null || filter !== "",
  underWay: () => null,
  View: UsersView,
  effects: usersRunner,
};
