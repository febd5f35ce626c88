import { hostname } from "node:os";
import type { Log } from "../../core/log.ts";
import { redact } from "../../core/redact.ts";
import { errorCode, errorMessage } from "../../core/thrown-error.ts";
import type { ProcessRow, RememberedProcess } from "../../store/operations/processes.ts";
import type { Store } from "../../store/store.ts";
import { Stores } from "../runtime/stores.ts";

export type ProcessKind = "serve" | "watch" | "scan" | "scrape" | "tracker" | "backup" | "tui";

/**
 * running: its beat is fresh. silent: it exists, but its beat is old (stopped, or busy with one long thing).
 * gone: it ended in order, or was killed.
 */
export type ProcessStatus = "running" | "silent" | "gone";

/** One process that uses the database, or did. */
export interface ProcessState extends RememberedProcess {
  status: ProcessStatus;
}

const BEAT_MS = 2_000;
/** A beat may be late: a write waits up to ten seconds for another process's, a survey of a large folder lasts. */
const SILENT_MS = 12_000;
/** Beyond it a process id that exists is taken for somebody else's. */
const GONE_MS = 10 * 60_000;
/** Rows of one kind that are remembered. */
const KEEP = 20;
const MAX_ERROR = 300;

export interface HeartbeatOptions {
  /** Where it can be reached, what it watches. */
  detail?: string;
  clock?: () => number;
  /** The process's own, where it reads much by them: what any other connection writes makes them read every page anew. */
  stores?: Stores;
}

/**
 * Tells the other processes on a database that this one is there: an entry with a beat every two seconds. It is never in
 * the way: what the database does not take at once is written with the next beat, and a missing one is waited for.
 */
export class Heartbeat {
  private readonly stores: Stores;
  private readonly clock: () => number;
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly row: ProcessRow;

  /** Enters at once. */
  constructor(path: string, kind: ProcessKind, { detail, clock = Date.now, stores }: HeartbeatOptions = {}) {
    this.stores = stores ?? new Stores(path, { busyTimeoutMs: 20, relaxed: true, clock });
    this.clock = clock;
    const startedAt = clock();
    const identity = { kind, host: hostname(), pid: process.pid, startedAt };
    this.row = { ...identity, seenAt: startedAt, endedAt: null, detail: detail ?? null, error: null, errorAt: null };
    this.beat();
    this.timer = setInterval(() => this.beat(), BEAT_MS);
    this.timer.unref();
  }

  /** Says where this process can be reached, or what it does. */
  describe(detail: string): void {
    this.row.detail = detail;
    this.beat();
  }

  /** Notes the error that others are to see as this process's last. */
  fail(error: unknown): void {
    const text = errorMessage(error);
    this.row.error = redact(text).slice(0, MAX_ERROR);
    this.row.errorAt = this.clock();
    this.beat();
  }

  /** A log that passes everything on and notes errors here. */
  noting(log: Log): Log {
    return (level, message, fields) => {
      log(level, message, fields);
      if (level !== "error") return;
      const cause = fields?.["error"];
      const reason = cause instanceof Error ? cause.message : cause;
      this.fail(typeof reason === "string" ? `${message}: ${reason}` : message);
    };
  }

  /** Notes the end; nothing is written after it. */
  leave(): void {
    clearInterval(this.timer);
    this.row.endedAt = this.clock();
    this.beat();
    this.stores.close();
  }

  private beat(): void {
    this.row.seenAt = this.clock();
    try {
      this.stores.use((store) => {
        store.write(() => {
          store.processes.store(this.row);
          store.processes.trim(this.row.kind, KEEP);
        });
      });
    } catch {
      // Locked, missing, read-only, full: whatever the process is for meets the same and says so.
    }
  }
}

/** Runs `action` while this process is entered as `kind`; an error that ends it is noted. */
export async function withHeartbeat<T>(
  path: string,
  kind: ProcessKind,
  action: (heartbeat: Heartbeat) => Promise<T>,
  options: HeartbeatOptions = {},
): Promise<T> {
  const heartbeat = new Heartbeat(path, kind, options);
  try {
    return await action(heartbeat);
  } catch (error) {
    heartbeat.fail(error);
    throw error;
  } finally {
    heartbeat.leave();
  }
}

/** Every remembered process with its status at `now`, the newest first. */
export function processStates(store: Store, now: number): ProcessState[] {
  return withStatus(store.processes.list(), now);
}

/** The same for rows that were read before. */
export function withStatus(rows: readonly RememberedProcess[], now: number): ProcessState[] {
  const host = hostname();
  return rows.map((row) => ({ ...row, status: statusOf(row, now, host) }));
}

function statusOf({ endedAt, seenAt, host, pid }: ProcessRow, now: number, here: string): ProcessStatus {
  if (endedAt !== null || now - seenAt > GONE_MS) return "gone";
  if (host === here) {
    if (!exists(pid)) return "gone";
    return now - seenAt > SILENT_MS ? "silent" : "running";
  }
  return now - seenAt > SILENT_MS ? "gone" : "running";
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one all the same.
    return errorCode(error) === "EPERM";
  }
}
