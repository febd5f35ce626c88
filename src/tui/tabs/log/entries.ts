import { formatCount } from "../../../core/quantity.ts";
import type { ProcessKey } from "../../../store/operations/processes.ts";
import type { Run } from "../../../store/operations/runs.ts";
import type { ProcessState } from "../../../work/observe/heartbeat.ts";
import type { Role } from "../../kit/theme.ts";

/** Something that a process did, or that happened to it. */
export interface LogEntry {
  /** Unix milliseconds. */
  at: number;
  /** Of the process, or of the run. */
  kind: string;
  pid: number;
  text: string;
  role: Role;
  /** Whose error it is; null for whatever is none, or was dismissed. */
  error: ProcessKey | null;
}

/** What processes did and met, and how their runs ended, the newest first. */
export function logEntries(processes: readonly ProcessState[], runs: readonly Run[]): LogEntry[] {
  return [...processes.flatMap(processEntries), ...runs.map(runEntry)].sort((a, b) => b.at - a.at);
}

/** Processes whose start and end are told. Of the others their runs tell, and dashboards come and go. */
const SERVICES: ReadonlySet<string> = new Set(["serve", "watch"]);

function processEntries(process: ProcessState): LogEntry[] {
  const { kind, host, pid, startedAt, endedAt, seenAt, detail, status, error, errorAt } = process;
  const entry = (at: number, text: string, role: Role, isError = false): LogEntry => {
    return { at, kind, pid, text, role, error: isError ? { kind, host, pid, startedAt } : null };
  };
  const entries: LogEntry[] = [];
  if (SERVICES.has(kind)) {
    entries.push(entry(startedAt, detail ? `started: ${detail}` : "started", "plain"));
    if (endedAt !== null) entries.push(entry(endedAt, "ended", "plain"));
  }
  if (endedAt === null && kind !== "tui") {
    if (status === "gone") entries.push(entry(seenAt, "killed or crashed", "bad"));
    if (status === "silent") entries.push(entry(seenAt, "not responding since", "warn"));
  }
  if (error !== null && errorAt !== null) {
    const isDismissed = process.dismissedAt === errorAt;
    entries.push(entry(errorAt, error, isDismissed ? "muted" : "bad", !isDismissed));
  }
  return entries;
}

function runEntry({ kind, status, startedAt, finishedAt, pid, summary }: Run): LogEntry {
  const { message, added, removed, torrents, listed } = (summary ?? {}) as Partial<Record<string, unknown>>;
  const number = (name: string, value: unknown) => (typeof value === "number" ? `${formatCount(value)} ${name}` : "");
  const notes = [
    typeof message === "string" ? message : "",
    number("added", added),
    number("removed", removed),
    number("torrents", torrents),
    number("listed", listed),
  ].filter((note) => note !== "");
  const text =
    status === "running"
      ? `${kind} in progress, or interrupted`
      : `${kind} ${status === "partly" ? "partly done" : status}`;
  const role = status === "failed" ? "bad" : status === "partly" || status === "running" ? "warn" : "plain";
  const at = finishedAt ?? startedAt;
  return { at, kind, pid, text: notes.length === 0 ? text : `${text}: ${notes.join(", ")}`, role, error: null };
}
