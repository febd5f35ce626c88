import type { Database } from "bun:sqlite";
import { makeSingleFile } from "./copy.ts";
import { openDatabase } from "./database.ts";
import { explain } from "./database-error.ts";

/** What a database has given out, and what a restored one therefore must not give again. */
export interface HighWater {
  /** Highest id ever given, by table. */
  ids: Map<string, number>;
  /** Of the table `totals`. */
  revision: number;
  /** The list of what may be offered that was in force; null for none. */
  list: ListPosition | null;
  /** Tokens that were revoked, by their hash: a backup from before shall not let them in again. */
  revoked: { hash: Uint8Array; revokedAt: number }[];
}

/** Which list a database has. */
export interface ListPosition {
  lineage: string;
  /** Moves with every change of what the list names. */
  serial: number;
}

/** A run that stands for the restore in the restored database. */
export interface RestoreRun {
  pid: number;
  /** Unix milliseconds. */
  startedAt: number;
  finishedAt: number;
  summary: unknown;
}

/**
 * How far ids and the revision move on where the old database cannot tell what it gave out: more torrents than any
 * tracker adds between two backups, and 200 restores stay below 2^31.
 */
export const UNKNOWN_JUMP = 10_000_000;

/** Logs, whose ids never leave the database: they are trimmed by id, so a gap would cost them their older rows. */
const LOGS = new Set(["requests", "match_log", "reports", "runs", "processes", "hand_outs", "revivals"]);

/** What a database, or one attached to it, has given out so far. */
export function readHighWater(database: Database, schema: "main" | "restored" = "main"): HighWater {
  const tables = database
    .query<{ name: string }, []>(
      `SELECT name FROM ${schema}.sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'`,
    )
    .all();
  const given = database.query<{ seq: number }, [string]>(`SELECT seq FROM ${schema}.sqlite_sequence WHERE name = ?`);
  const ids = tables
    .filter(({ name }) => !LOGS.has(name))
    .map(({ name }): [string, number] => [name, given.get(name)?.seq ?? 0]);
  const totals = database.query<{ revision: number }, []>(`SELECT revision FROM ${schema}.totals WHERE id = 1`).get();
  return {
    ids: new Map(ids),
    revision: totals?.revision ?? 0,
    list: readList(database, schema),
    revoked: readRevoked(database, schema),
  };
}

function readList(database: Database, schema: "main" | "restored"): ListPosition | null {
  // A database of an older version has no list.
  const exists = database.query(`SELECT 1 FROM ${schema}.sqlite_schema WHERE name = 'listing'`).get();
  if (!exists) return null;
  return database
    .query<ListPosition, []>(
      `SELECT lineage, serial FROM ${schema}.listing JOIN ${schema}.identity USING (id) WHERE state <> 'none'`,
    )
    .get();
}

function readRevoked(database: Database, schema: "main" | "restored"): HighWater["revoked"] {
  // A database of an older version has no tokens.
  const exists = database.query(`SELECT 1 FROM ${schema}.sqlite_schema WHERE name = 'tokens'`).get();
  if (!exists) return [];
  return database
    .query<{ hash: Uint8Array; revokedAt: number }, []>(
      `SELECT hash, revoked_at AS revokedAt FROM ${schema}.tokens WHERE revoked_at IS NOT NULL`,
    )
    .all();
}

/**
 * Makes a copy of a backup fit to be the database: migrates it, ends what it thinks is running, and notes the restore.
 * @throws ReseederError `DATABASE_…`
 */
export function prepareRestored(path: string, { pid, startedAt, finishedAt, summary }: RestoreRun): void {
  change(path, (database) => {
    // The run that made the backup stands in it unfinished, and was not cancelled.
    database.run("DELETE FROM runs WHERE status = 'running' AND kind = 'backup'");
    database.run("UPDATE runs SET status = 'cancelled' WHERE status = 'running'");
    database.run("DELETE FROM leases");
    database.run("DELETE FROM processes");
    database
      .query(
        "INSERT INTO runs (kind, status, started_at, finished_at, pid, summary) VALUES ('restore', 'done', ?, ?, ?, ?)",
      )
      .run(startedAt, finishedAt, pid, JSON.stringify(summary));
  });
}

/**
 * Lets ids and the revision of a prepared copy go on where those of the database that it replaces ended, and begins a
 * new epoch.
 * @param past null where nobody knows what that one has given out
 * @throws ReseederError `DATABASE_…`
 */
export function continueFrom(path: string, past: HighWater | null): void {
  change(path, (database) => raise(database, readHighWater(database), past));
}

function change(path: string, write: (database: Database) => void): void {
  const database = openDatabase(path, { isCopy: true });
  try {
    explain(path, () => database.transaction(() => write(database)).immediate());
  } finally {
    database.close();
  }
  makeSingleFile(path);
}

function raise(database: Database, own: HighWater, past: HighWater | null): void {
  const to = (here: number, there: number | undefined) => (past ? Math.max(here, there ?? 0) : here + UNKNOWN_JUMP);
  for (const [table, id] of own.ids) {
    database.query("DELETE FROM sqlite_sequence WHERE name = ?").run(table);
    database.query("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)").run(table, to(id, past?.ids.get(table)));
  }
  database.query("UPDATE totals SET revision = ?").run(to(own.revision, past?.revision));
  const revoke = database.query("UPDATE tokens SET revoked_at = ? WHERE hash = ? AND revoked_at IS NULL");
  for (const { hash, revokedAt } of past?.revoked ?? []) revoke.run(revokedAt, hash);
  if (hasOlderList(own.list, past)) withholdAll(database, Math.max(own.list?.serial ?? 0, past?.list?.serial ?? 0) + 1);
  database.run("UPDATE identity SET epoch = lower(hex(randomblob(4)))");
}

/** Whether the list of a copy may be older than the one that was in force: then nobody knows what was taken down since. */
function hasOlderList(own: ListPosition | null, past: HighWater | null): boolean {
  if (past === null) return own !== null;
  if (past.list === null) return false;
  return own?.serial !== past.list.serial || own.lineage !== past.list.lineage;
}

/** Takes everything off offer until the next list says again what may be. */
function withholdAll(database: Database, serial: number): void {
  database.query("UPDATE listing SET state = 'restored', serial = ?").run(serial);
  database.run("UPDATE totals SET revision = revision + 1");
  database.run(
    `UPDATE torrents SET state = state | 8, withheld_reason = 'restored', revision = (SELECT revision FROM totals),
       withheld_at = CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE NOT state & 8`,
  );
  database.run(
    `UPDATE totals SET torrents = 0, files = 0, payload = 0, dead = 0, counted = 0,
       withheld = (SELECT count(*) FROM torrents WHERE state = 8)`,
  );
}

/**
 * Puts the rows of a prepared copy in place of those of a database that others have open: they see it as one write, and
 * ids go on as `continueFrom` says.
 * @param from path of the copy
 * @param keepOld called while nobody can write, before anything is changed
 * @throws ReseederError `DATABASE_…`
 */
export async function replaceRows(path: string, from: string, keepOld: () => Promise<void>): Promise<void> {
  const database = openDatabase(path);
  try {
    explain(path, () => {
      database.query("ATTACH ? AS restored").run(from);
      database.run("BEGIN IMMEDIATE");
    });
    await keepOld();
    explain(path, () => {
      const past = readHighWater(database);
      // The words are made anew behind the index. Other programs, such as Litestream, have tables of their own here.
      database.run("INSERT INTO main.search (search) VALUES ('delete-all')");
      const sql = `SELECT name FROM main.sqlite_schema
        WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'search' AND name NOT LIKE 'search\\_%' ESCAPE '\\'
          AND name IN (SELECT name FROM restored.sqlite_schema)`;
      for (const { name } of database.query<{ name: string }, []>(sql).all()) {
        database.run(`DELETE FROM main."${name}"`);
        database.run(`INSERT INTO main."${name}" SELECT * FROM restored."${name}"`);
      }
      database.run("UPDATE main.totals SET searchable = 0");
      raise(database, readHighWater(database, "restored"), past);
      database.run("COMMIT");
    });
  } finally {
    // What is not committed is undone.
    database.close();
  }
}
