import type { LoggedRequest } from "../../../store/people/request-history.ts";
import type { Live } from "../../../work/observe/live.ts";
import { prompt } from "../../contract/overlay.ts";
import type { Shared } from "../../contract/shared.ts";
import { pageRows } from "../../contract/size.ts";
import { asking, closing, type Step, step } from "../../contract/step.ts";
import type { TabInput } from "../../contract/tab.ts";
import { type Move, moved } from "../../kit/list.ts";

export interface DashboardState {
  /** Text that the listed requests hold. */
  filter: string;
  /** The list as it was when it was paused; null while it runs. */
  held: readonly LoggedRequest[] | null;
  /** Id of the chosen request; null follows the newest. */
  chosen: number | null;
  /** The request that is shown in full. */
  detail: LoggedRequest | null;
}

export type DashboardMessage = { type: "filter" | "pause" | "open" };

export type DashboardEffect = { type: "look" };

export const DASHBOARD: DashboardState = { filter: "", held: null, chosen: null, detail: null };

/** The requests of the list, the newest first. */
export function listedRequests(state: DashboardState, live: Live | null): readonly LoggedRequest[] {
  return state.held ?? live?.requests ?? [];
}

/** Place of the chosen request; where it has left the list, that of the next older one. */
export function chosenRequest(state: DashboardState, live: Live | null): number {
  const rows = listedRequests(state, live);
  const { chosen } = state;
  if (chosen === null) return 0;
  const place = rows.findIndex(({ id }) => id <= chosen);
  return place < 0 ? Math.max(0, rows.length - 1) : place;
}

/** The dashboard after a message meant for it. */
export function dashboardStep(
  state: DashboardState,
  message: DashboardMessage | TabInput,
  { live, size }: Shared,
): Step<DashboardState, DashboardEffect> {
  switch (message.type) {
    case "move":
      return step(choose(state, message.move, live, pageRows(size)));
    case "pause":
      return step({ ...state, held: state.held ? null : (live?.requests ?? []) });
    case "open": {
      const detail = listedRequests(state, live)[chosenRequest(state, live)] ?? null;
      return step({ ...state, detail, chosen: detail?.id ?? null });
    }
    case "filter":
      return asking(state, prompt("filter", "Filter", state.filter));
    // A filter works while it is typed.
    case "typed":
      return filtered(state, message.text);
    case "accepted":
      return closing(state);
    case "close":
      if (state.detail) return step({ ...state, detail: null });
      if (state.filter !== "") return filtered(state, "");
      return step({ ...state, chosen: null, held: null });
  }
}

/** Another filter; a paused list goes on. */
function filtered(state: DashboardState, filter: string): Step<DashboardState, DashboardEffect> {
  return step({ ...state, filter, held: null, chosen: null }, { type: "look" });
}

function choose(state: DashboardState, move: Move, live: Live | null, page: number): DashboardState {
  const rows = listedRequests(state, live);
  const place = moved(chosenRequest(state, live), move, rows.length, page);
  const row = rows[place] ?? null;
  return { ...state, chosen: place === 0 ? null : (row?.id ?? null), detail: state.detail ? row : null };
}
