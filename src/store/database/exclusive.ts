import { constants, Database } from "bun:sqlite";
import { APPLICATION_ID, pragma } from "./database.ts";
import { explained, isBusy } from "./database-error.ts";
import { checkIntegrity } from "./examine.ts";
import { foreign } from "./foreign.ts";
import { type HighWater, readHighWater } from "./restored.ts";
import { checkLog } from "./stale-log.ts";

/**
 * A database that nobody else can open while this stands. Every connection in WAL mode holds a shared lock on the file
 * for as long as it lives, idle or not, so an exclusive lock proves that there is none.
 */
export class Exclusive {
  private constructor(
    private readonly database: Database,
    readonly path: string,
  ) {}

  /**
   * Locks a database, and puts its log into its file.
   * @returns null when another connection, of this or another process, has it open
   * @throws ReseederError `DATABASE_…` when the file is missing, damaged or no database
   */
  static take(path: string): Exclusive | null {
    checkLog(path);
    let database: Database | null = null;
    try {
      database = new Database(path, constants.SQLITE_OPEN_READWRITE);
      database.run("PRAGMA busy_timeout = 0");
      database.run("PRAGMA locking_mode = EXCLUSIVE");
      database.run("BEGIN EXCLUSIVE");
      database.run("COMMIT");
      if (isForeign(database)) throw foreign(database, path);
      database.query("PRAGMA wal_checkpoint(TRUNCATE)").values();
      return new Exclusive(database, path);
    } catch (error) {
      database?.close();
      if (isBusy(error)) return null;
      throw explained(path, error);
    }
  }

  /** What the database has given out; null when it is damaged, so that nothing in it can be relied on. */
  highWater(): HighWater | null {
    try {
      return checkIntegrity(this.database, "quick_check").length === 0 ? readHighWater(this.database) : null;
    } catch {
      return null;
    }
  }

  /** Lets others in again. */
  close(): void {
    this.database.close();
  }
}

/** One of a newer version is none: who goes back to an older program restores a backup of that time. */
function isForeign(database: Database): boolean {
  return pragma(database, "schema_version") > 0 && pragma(database, "application_id") !== APPLICATION_ID;
}
