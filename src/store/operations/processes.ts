import type { Database } from "bun:sqlite";

/** What tells a process from every other that used the database. Times in Unix milliseconds. */
export interface ProcessKey {
  kind: string;
  host: string;
  pid: number;
  startedAt: number;
}

export interface ProcessRow extends ProcessKey {
  seenAt: number;
  /** Null while it runs, and for one that was killed. */
  endedAt: number | null;
  detail: string | null;
  error: string | null;
  errorAt: number | null;
}

/** A process as it is remembered. */
export interface RememberedProcess extends ProcessRow {
  /** The time of the error that was dismissed. */
  dismissedAt: number | null;
}

/** The processes that use the database, and the last ones that did. */
export class ProcessRegistry {
  constructor(private readonly database: Database) {}

  /**
   * Stores a process as it is now. A row that is not there is made again: the database may have been replaced by a
   * copy that knows nothing of it.
   */
  store(row: ProcessRow): void {
    const { kind, host, pid, startedAt, seenAt, endedAt, detail, error, errorAt } = row;
    this.database
      .query(
        `INSERT INTO processes (kind, host, pid, started_at, seen_at, ended_at, detail, error, error_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (host, pid, kind, started_at) DO UPDATE SET seen_at = excluded.seen_at,
           ended_at = excluded.ended_at, detail = excluded.detail, error = excluded.error,
           error_at = excluded.error_at`,
      )
      .run(kind, host, pid, startedAt, seenAt, endedAt, detail, error, errorAt);
  }

  /** All that are remembered, the newest first. */
  list(): RememberedProcess[] {
    return this.database
      .query<RememberedProcess, []>(
        `SELECT kind, host, pid, started_at AS startedAt, seen_at AS seenAt, ended_at AS endedAt, detail, error,
           error_at AS errorAt, dismissed_at AS dismissedAt
         FROM processes ORDER BY started_at DESC, id DESC`,
      )
      .all();
  }

  /** Dismisses the error that a process has met, or all that any has met; the next one counts again. */
  dismissErrors(key: ProcessKey | null): void {
    const where = key ? "kind = ? AND host = ? AND pid = ? AND started_at = ?" : "true";
    this.database
      .query(`UPDATE processes SET dismissed_at = error_at WHERE error IS NOT NULL AND ${where}`)
      .run(...(key ? [key.kind, key.host, key.pid, key.startedAt] : []));
  }

  /** Forgets all but the newest `keep` of a kind. */
  trim(kind: string, keep: number): void {
    this.database
      .query(
        `DELETE FROM processes WHERE kind = ?1 AND id <= (
           SELECT id FROM processes WHERE kind = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`,
      )
      .run(kind, keep);
  }
}
