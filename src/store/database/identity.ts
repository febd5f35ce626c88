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
