import type { HandOut } from "../../../store/people/hand-outs.ts";
import type { ReportRow } from "../../../store/people/reports.ts";
import { prompt } from "../../contract/overlay.ts";
import type { Shared } from "../../contract/shared.ts";
import { bodyRows, pageRows } from "../../contract/size.ts";
import { asking, closing, type Step, step } from "../../contract/step.ts";
import type { TabInput } from "../../contract/tab.ts";
import { type Move, moved } from "../../kit/list.ts";

/** What is listed: torrents that went to users, or what users reported. */
export type Listed = "hand-outs" | "reports";

export interface UsersState {
  listed: Listed;
  /** Text that the listed rows hold. */
  filter: string;
  handOuts: readonly HandOut[];
  reports: readonly ReportRow[];
  /** Id of the chosen row; null follows the newest. */
  chosen: number | null;
  /** The report that is shown with its body, as lines; null where the body is no longer kept. */
  detail: { report: ReportRow; body: readonly string[] | null } | null;
  /** First line of the body that is drawn. */
  top: number;
}

export type UsersMessage =
  | { type: "switch" | "open" | "filter" }
  | { type: "read"; handOuts: HandOut[]; reports: ReportRow[] }
  | { type: "body"; report: ReportRow; body: readonly string[] | null };

export type UsersEffect = { type: "load"; filter: string } | { type: "read-body"; report: ReportRow };

export const USERS: UsersState = {
  listed: "hand-outs",
  filter: "",
  handOuts: [],
  reports: [],
  chosen: null,
  detail: null,
  top: 0,
};

/** The rows that are listed, the newest first. */
function listedRows({ listed, handOuts, reports }: UsersState): readonly { id: number }[] {
  return listed === "hand-outs" ? handOuts : reports;
}

/** Place of the chosen row; where it has left the list, that of the next older one. */
export function chosenPlace(state: UsersState): number {
  const rows = listedRows(state);
  const { chosen } = state;
  if (chosen === null) return 0;
  const place = rows.findIndex(({ id }) => id <= chosen);
  return place < 0 ? Math.max(0, rows.length - 1) : place;
}

/** The report that is chosen, if reports are listed. */
export function chosenReport(state: UsersState): ReportRow | null {
  return state.listed === "reports" ? (state.reports[chosenPlace(state)] ?? null) : null;
}

/** Hand-outs and reports after a message. */
export function usersStep(
  state: UsersState,
  message: UsersMessage | TabInput,
  { size }: Shared,
): Step<UsersState, UsersEffect> {
  switch (message.type) {
    case "move":
      return step(
        state.detail ? scrolled(state, message.move, bodyRows(size)) : chose(state, message.move, pageRows(size)),
      );
    case "switch":
      return step({
        ...state,
        listed: state.listed === "reports" ? "hand-outs" : "reports",
        chosen: null,
        detail: null,
      });
    case "open": {
      const report = chosenReport(state);
      return report ? step(state, { type: "read-body", report }) : step(state);
    }
    case "body":
      return step({ ...state, detail: { report: message.report, body: message.body }, top: 0 });
    case "filter":
      return asking(state, prompt("filter", "Filter", state.filter));
    case "typed":
      return filtered(state, message.text);
    case "accepted":
      return closing(state);
    case "close":
      if (state.detail) return step({ ...state, detail: null });
      return state.filter === "" ? step({ ...state, chosen: null }) : filtered(state, "");
    case "read":
      return step({ ...state, handOuts: message.handOuts, reports: message.reports });
  }
}

function filtered(state: UsersState, filter: string): Step<UsersState, UsersEffect> {
  return step({ ...state, filter, chosen: null }, { type: "load", filter });
}

function chose(state: UsersState, move: Move, page: number): UsersState {
  const rows = listedRows(state);
  const place = moved(chosenPlace(state), move, rows.length, page);
  return { ...state, chosen: place === 0 ? null : (rows[place]?.id ?? null) };
}

/** Lines of a report above its body. */
const ABOVE_BODY = 9;

function scrolled(state: UsersState, move: Move, height: number): UsersState {
  const lines = state.detail?.body?.length ?? 0;
  const room = Math.max(1, height - ABOVE_BODY);
  return { ...state, top: moved(state.top, move, Math.max(1, lines - room + 1), room) };
}
