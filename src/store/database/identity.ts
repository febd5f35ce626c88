import type { Database } from "bun:sqlite";

/** Which database this is. */
export interface DatabaseIdentity {
  /** The same in every copy of a database: whose backup a file is. */
  lineage: string;
  /** Another one after each restore: positions that a client remembers of an earlier epoch mean nothing. */
  epoch: string;
}

/** Reads the identity; null in a database of a version that had none yet. */
export function readDatabaseIdentity(database: Database): DatabaseIdentity | null {
  const sql = "SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table' AND name = 'identity'";
  if (database.query<{ n: number }, []>(sql).get()?.n !== 1) return null;
  return database.query<DatabaseIdentity, []>("SELECT lineage, epoch FROM identity WHERE id = 1").get();
}

/** Which backup a copy is: the how manieth of its database, 0 where nothing tells, and the path of that, null likewise. */
export interface BackupOrigin {
  number: number;
  source: string | null;
}

/** Reads what the newest backup was when the database, or the copy, was as it is. */
export function readOrigin(database: Database): BackupOrigin {
  const sql = "SELECT count(*) AS n FROM pragma_table_info('backups') WHERE name = 'path'";
  const unknown = { number: 0, source: null };
  if (database.query<{ n: number }, []>(sql).get()?.n !== 1) return unknown;
  const newest = "SELECT number, path AS source FROM backups ORDER BY number DESC LIMIT 1";
  return database.query<BackupOrigin, []>(newest).get() ?? unknown;
}
