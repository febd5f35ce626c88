import type { Database } from "bun:sqlite";

/** Which database this is. */
export interface DatabaseIdentity {
  /** The same in every copy of a database: whose backup a file is. */
  lineage: string;
  /** Another one after each restore: positions that a client remembers of an earlier epoch mean nothing. */
  epoch: string;
}

/** Reads the identity; null in a database of a version that had none yet. */
export function readIdentity(database: Database): DatabaseIdentity | null {
  const sql = "SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table' AND name = 'identity'";
  if (database.query<{ n: number }, []>(sql).get()?.n !== 1) return null;
  return database.query<DatabaseIdentity, []>("SELECT lineage, epoch FROM identity WHERE id = 1").get();
}

/** The number of the newest backup when the database, or the copy, was as it is; 0 in one of an older version. */
export function readBackupNumber(database: Database): number {
  const exists = database.query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'backups'").get();
  if (!exists) return 0;
  return database.query<{ n: number | null }, []>("SELECT max(number) AS n FROM backups").get()?.n ?? 0;
}
