import { bind } from "../../contract/binding.ts";
import type { Shared } from "../../contract/shared.ts";
import { step } from "../../contract/step.ts";
import type { Tab } from "../../contract/tab.ts";
import {
  DASHBOARD,
  type DashboardEffect,
  type DashboardMessage,
  type DashboardState,
  dashboardStep,
  listedRequests,
} from "./state.ts";
import { DashboardView } from "./view.tsx";

const canOpen = (state: DashboardState, { live }: Shared) =>
  state.detail === null && listedRequests(state, live).length > 0;
const isHeld = ({ held }: DashboardState) => held !== null;

/** What is asked right now. */
export const dashboard: Tab<DashboardState, DashboardMessage, DashboardEffect> = {
  title: "Dashboard",
  short: "Home",
  start: DASHBOARD,
  keys: [
    bind("enter", "Enter", "Detail", "Show the selected request in full", { type: "open" }, canOpen),
    bind("/", "/", "Filter", "Filter requests by text", { type: "filter" }),
    bind("p space", "p", "Pause", "Pause the list", { type: "pause" }, (state) => !isHeld(state)),
    bind("p space", "p", "Resume", "Resume the list", { type: "pause" }, isHeld),
  ],
  step: dashboardStep,
  enter: (state) => step(state),
  isStale: () => false,
  isOpen: ({ detail, filter }) => detail !== null || filter !== "",
  underWay: () => null,
  View: DashboardView,
  effects: ({ look }) => ({ run: look }),
};
