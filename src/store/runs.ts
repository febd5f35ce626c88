import type { Database } from "bun:sqlite";

export type RunKind = "scan" | "backup";
export type RunStatus = "running" | "done" | "partly" | "failed" | "cancelled";

/** One scan or backup; `summary` is what the command printed at its end. */
export interface Run {
  id: number;
  kind: RunKind;
  status: RunStatus;
  startedAt: number;
  finishedAt: number | null;
  pid: number;
  summary: unknown;
}

/** The history of scans and backups. A run that was killed stays `running` with a process that is gone. */
export class Runs {
  constructor(private readonly database: Database) {}

  /** Notes the start of a run and answers its id. */
  start(kind: RunKind, pid: number, now: number): number {
    const sql = "INSERT INTO runs (kind, status, started_at, pid) VALUES (?, 'running', ?, ?)";
    return Number(this.database.query(sql).run(kind, now, pid).lastInsertRowid);
  }

  /** Notes how a run ended. */
  finish(id: number, status: RunStatus, summary: unknown, now: number): void {
    this.database
      .query("UPDATE runs SET status = ?, finished_at = ?, summary = ? WHERE id = ?")
      .run(status, now, JSON.stringify(summary), id);
  }

  /** The newest runs of a kind first. */
  newest(kind: RunKind, limit: number): Run[] {
    return this.database
      .query<Omit<Run, "summary"> & { summary: string | null }, [string, number]>(
        `SELECT id, kind, status, started_at AS startedAt, finished_at AS finishedAt, pid, summary
         FROM runs WHERE kind = ? ORDER BY id DESC LIMIT ?`,
      )
      .all(kind, limit)
      .map((run) => ({ ...run, summary: run.summary === null ? null : JSON.parse(run.summary) }));
  }
}
