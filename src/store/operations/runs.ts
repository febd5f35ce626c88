import type { Database } from "bun:sqlite";

export type RunKind = "scan" | "backup" | "restore" | "scrape" | "retention" | "tracker";
export type RunStatus = "running" | "done" | "partly" | "failed" | "cancelled";

/** One scan, backup, restore, round of scraping or of removing what is old; `summary` is what the command printed at its end. */
export interface Run {
  id: number;
  kind: RunKind;
  status: RunStatus;
  startedAt: number;
  finishedAt: number | null;
  pid: number;
  summary: unknown;
}

/** The history of scans, backups, restores and scrapes. A run that was killed stays `running` with a process that is gone. */
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

  /** Notes how a run ended that has not noted its own end. */
  finishRunning(id: number, status: RunStatus, summary: unknown, now: number): void {
    this.database
      .query("UPDATE runs SET status = ?, finished_at = ?, summary = ? WHERE id = ? AND status = 'running'")
      .run(status, now, JSON.stringify(summary), id);
  }

  /** The newest runs of any kind first, `limit` of them. */
  latest(limit: number): Run[] {
    return this.database
      .query<StoredRun, [number]>(`SELECT ${COLUMNS} FROM runs ORDER BY id DESC LIMIT ?`)
      .all(limit)
      .map(toRun);
  }

  /** The newest runs of a kind first, those with one of `statuses` where given. */
  newest(kind: RunKind, limit: number, statuses: readonly RunStatus[] = ALL): Run[] {
    return this.database
      .query<StoredRun, [string, string, number]>(
        `SELECT ${COLUMNS} FROM runs WHERE kind = ? AND status IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?`,
      )
      .all(kind, JSON.stringify(statuses), limit)
      .map(toRun);
  }

  /** Forgets all but the newest `keep` of a kind, and the last that came to something. */
  trim(kind: RunKind, keep: number): void {
    this.database
      .query(
        `DELETE FROM runs WHERE kind = ?1 AND id <= (
           SELECT id FROM runs WHERE kind = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
         AND id NOT IN (
           SELECT id FROM runs WHERE kind = ?1 AND status IN ('done', 'partly') ORDER BY id DESC LIMIT 1)`,
      )
      .run(kind, keep);
  }

  /** Start of the first run of all that is remembered; null in a new database. */
  firstStart(): number | null {
    const sql = "SELECT started_at AS at FROM runs ORDER BY id LIMIT 1";
    return this.database.query<{ at: number }, []>(sql).get()?.at ?? null;
  }
}

type StoredRun = Omit<Run, "summary"> & { summary: string | null };

const COLUMNS = "id, kind, status, started_at AS startedAt, finished_at AS finishedAt, pid, summary";

function toRun(run: StoredRun): Run {
  return { ...run, summary: run.summary === null ? null : JSON.parse(run.summary) };
}

const ALL: readonly RunStatus[] = ["running", "done", "partly", "failed", "cancelled"];
