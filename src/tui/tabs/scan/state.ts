import type { RejectedFile } from "../../../store/index/locations.ts";
import type { ScannedPath } from "../../../work/roots/scanned-paths.ts";
import type { ScanEvent } from "../../../work/scan/scan-event.ts";
import { moved } from "../../kit/list.ts";
import { type Step, step } from "../../program/effect.ts";
import type { Message, Problem } from "../../program/message.ts";

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
export function scanStep(state: ScanState, message: Message, page: number): Step<ScanState> {
  switch (message.type) {
    case "move": {
      const length = (state.paths?.length ?? 0) + state.rejected.length;
      return step({ ...state, chosen: moved(state.chosen, message.move, length, page) });
    }
    case "close":
      return state.filter === "" ? step({ ...state, done: null, trouble: null }) : filterRejected(state, "");
    case "scan":
      return state.job ? step(state) : step(state, { type: "scan", prune: false, paths: null });
    case "scan-path": {
      const path = chosenPath(state);
      return state.job || !path ? step(state) : step(state, { type: "scan", prune: false, paths: [path.id] });
    }
    case "cancel":
      return state.job ? step({ ...state, job: { ...state.job, stopping: true } }, { type: "stop-scan" }) : step(state);
    case "paths":
      return step(within({ ...state, paths: message.paths }));
    case "rejected":
      return step(within({ ...state, rejected: message.files }));
    case "scan-started": {
      const job: ScanJob = { startedAt: message.now, reading: null, rejected: 0, trouble: null, stopping: false };
      return step({ ...state, job, done: null, trouble: null });
    }
    case "scanning":
      return step(message.events.reduce((before, event) => scanning(before, event, message.now), state));
    case "scan-ended":
      return step(
        { ...state, job: null, trouble: said(message.problem) ?? state.trouble },
        { type: "look" },
        { type: "load", tab: "scan" },
      );
    default:
      return step(state);
  }
}

/** The scan tab with another filter of the rejected files. */
export function filterRejected(state: ScanState, filter: string): Step<ScanState> {
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
