import { formatCount } from "../../../core/quantity.ts";
import type { RejectedFile } from "../../../store/index/locations.ts";
import type { ScannedPath } from "../../../work/roots/scanned-paths.ts";
import type { ScanEvent } from "../../../work/scan/scan-event.ts";
import { confirm, type Overlay, prompt } from "../../contract/overlay.ts";
import type { Problem } from "../../contract/problem.ts";
import type { Shared } from "../../contract/shared.ts";
import { pageRows } from "../../contract/size.ts";
import { asking, closing, type Step, step } from "../../contract/step.ts";
import type { TabInput } from "../../contract/tab.ts";
import { moved } from "../../kit/list.ts";

/** Rejected files that are read for the list. */
export const LISTED = 2_000;

/** A scan that was started here. Times in Unix milliseconds. */
export interface ScanJob {
  startedAt: number;
  /** Null while the folders are listed. */
  reading: { root: string; since: number; read: number; toRead: number } | null;
  rejected: number;
  /** The newest thing that went wrong. */
  trouble: string | null;
  stopping: boolean;
}

export interface ScanState {
  /** Null before they were counted. */
  paths: readonly ScannedPath[] | null;
  rejected: readonly RejectedFile[];
  filter: string;
  /** A place among the paths and, after them, the rejected files. */
  chosen: number;
  job: ScanJob | null;
  /** How the last scan that was started here ended. */
  done: Extract<ScanEvent, { type: "done" }> | null;
  trouble: string | null;
}

export type ScanMessage =
  | { type: "scan" | "scan-path" | "prune" | "add-path" | "remove-path" | "filter" | "cancel" }
  | { type: "paths"; paths: ScannedPath[] }
  | { type: "rejected"; files: RejectedFile[] }
  | { type: "started"; now: number }
  | { type: "scanning"; events: readonly ScanEvent[]; now: number }
  | { type: "ended"; problem: Problem | null };

export type ScanEffect =
  | { type: "look" | "load" | "stop" }
  | { type: "load-rejected"; filter: string }
  | { type: "add-path"; path: string }
  | { type: "remove-path"; id: number }
  /** Of the given scan paths, or of all. */
  | { type: "scan"; prune: boolean; paths: readonly number[] | null };

export const SCAN: ScanState = {
  paths: null,
  rejected: [],
  filter: "",
  chosen: 0,
  job: null,
  done: null,
  trouble: null,
};

/** The scan path that is chosen, if one is. */
export function chosenPath({ paths, chosen }: ScanState): ScannedPath | null {
  return paths?.[chosen] ?? null;
}

/** The scan tab after a message: a command meant for it, or an event of its own. */
export function scanStep(
  state: ScanState,
  message: ScanMessage | TabInput,
  { size }: Shared,
): Step<ScanState, ScanEffect> {
  switch (message.type) {
    case "move": {
      const length = (state.paths?.length ?? 0) + state.rejected.length;
      return step({ ...state, chosen: moved(state.chosen, message.move, length, pageRows(size)) });
    }
    case "close":
      return state.filter === "" ? step({ ...state, done: null, trouble: null }) : filtered(state, "");
    case "scan":
      return state.job ? step(state) : step(state, { type: "scan", prune: false, paths: null });
    case "scan-path": {
      const path = chosenPath(state);
      return state.job || !path ? step(state) : step(state, { type: "scan", prune: false, paths: [path.id] });
    }
    case "cancel":
      return state.job ? step({ ...state, job: { ...state.job, stopping: true } }, { type: "stop" }) : step(state);
    case "paths":
      return step(within({ ...state, paths: message.paths }));
    case "rejected":
      return step(within({ ...state, rejected: message.files }));
    case "started": {
      const job: ScanJob = { startedAt: message.now, reading: null, rejected: 0, trouble: null, stopping: false };
      return step({ ...state, job, done: null, trouble: null });
    }
    case "scanning":
      return step(message.events.reduce((before, event) => scanning(before, event, message.now), state));
    case "ended":
      return step(
        { ...state, job: null, trouble: said(message.problem) ?? state.trouble },
        { type: "look" },
        { type: "load" },
      );
    case "add-path":
      return asking(state, prompt("path", "Folder to add", ""));
    case "remove-path":
      return asking(state, removing(state));
    case "prune":
      return asking(state, state.job ? null : PRUNING);
    case "filter":
      return asking(state, prompt("filter", "Filter", state.filter));
    case "typed":
      return message.ask === "filter" ? filtered(state, message.text) : step(state);
    case "accepted":
      if (message.ask === "filter" || message.text === "") return closing(state);
      return step(state, { type: "add-path", path: message.text });
  }
}

const PRUNING = confirm<ScanEffect>(
  "Scan and accept missing torrents?",
  [
    "Normally, a scan does not change the index of a folder that is empty or has lost most of its torrents. This scan marks them as missing.",
    "",
    "Use it after you removed many torrents on purpose.",
  ],
  { type: "scan", prune: true, paths: null },
);

function removing(state: ScanState): Overlay<ScanEffect> | null {
  const path = chosenPath(state);
  if (!path) return null;
  const lines = [
    path.path,
    "",
    `Its ${formatCount(path.torrents)} torrents will no longer be offered, unless they are also in another folder.`,
    "No file is deleted. Torrents that come back keep their IDs.",
  ];
  return confirm("Remove this scan path?", lines, { type: "remove-path", id: path.id });
}

/** Another filter of the rejected files, which works while it is typed. */
function filtered(state: ScanState, filter: string): Step<ScanState, ScanEffect> {
  return step({ ...state, filter }, { type: "load-rejected", filter });
}

function within(state: ScanState): ScanState {
  const length = (state.paths?.length ?? 0) + state.rejected.length;
  return { ...state, chosen: Math.max(0, Math.min(state.chosen, length - 1)) };
}

function scanning(state: ScanState, event: ScanEvent, now: number): ScanState {
  const { job } = state;
  if (event.type === "done") return { ...state, done: event };
  if (event.type === "failed") return { ...state, trouble: said(event) };
  if (!job) return state;
  switch (event.type) {
    case "started":
      return { ...state, job: { ...job, reading: { root: event.root, since: now, read: 0, toRead: event.to_read } } };
    case "progress":
      return {
        ...state,
        job: { ...job, reading: job.reading && { ...job.reading, read: event.read, toRead: event.to_read } },
      };
    case "rejected":
      return { ...state, job: { ...job, rejected: job.rejected + 1, trouble: `${event.path}: ${event.message}` } };
    case "unreadable":
      return { ...state, job: { ...job, trouble: `${event.path}: ${event.message}` } };
    default:
      return state;
  }
}

function said(problem: Problem | null): string | null {
  if (!problem) return null;
  return problem.hint ? `${problem.message} ${problem.hint}` : problem.message;
}
