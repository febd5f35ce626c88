import type { Database } from "bun:sqlite";
import { ReseederError } from "../../core/errors.ts";
import { IndexWriter } from "../index/index-writer.ts";
import { type Contents, contentsOf } from "./backup-difference.ts";
import { explain, pragma } from "./database.ts";
import { type DatabaseIdentity, readDatabaseIdentity } from "./identity.ts";

/** How long emptying the log waits for a reader; a round of matching is over by then. */
const EMPTY_LOG_MS = 100;

/** One connection to a database, and what is done with the database as a whole. */
export class Session {
  /** @param writeTimeoutMs as in `OpenOptions` */
  constructor(
    private readonly database: Database,
    readonly path: string,
    private readonly writeTimeoutMs?: number,
  ) {}

  /**
   * Runs `change` in one write transaction: all of it or nothing. Waits for other writers as long as the store's options
   * say.
   * @throws ReseederError `DATABASE_LOCKED`, `DATABASE_FULL`, …
   */
  write<T>(change: (writer: IndexWriter) => T, now: number = Date.now()): T {
    const transaction = this.database.transaction(() => {
      const writer = new IndexWriter(this.database, now);
      const result = change(writer);
      writer.finish();
      return result;
    });
    return explain(this.path, () =>
      this.writeTimeoutMs === undefined
        ? transaction.immediate()
        : this.waiting(this.writeTimeoutMs, () => transaction.immediate()),
    );
  }

  /** Runs `look` on one snapshot of the database, whatever other processes write meanwhile. */
  read<T>(look: () => T): T {
    return explain(this.path, () => this.database.transaction(look).deferred());
  }

  /** What the database has had so far. */
  contents(): Contents {
    return this.read(() => contentsOf(this.database));
  }

  /** A number that is another one after a write of any other connection; costs next to nothing. */
  version(): number {
    return explain(this.path, () => {
      const row = this.database.query<{ data_version: number }, []>("PRAGMA data_version").get();
      return row?.data_version ?? 0;
    });
  }

  /** Which database this is. */
  identity(): DatabaseIdentity {
    const identity = explain(this.path, () => readDatabaseIdentity(this.database));
    if (!identity) throw new ReseederError("DATABASE_CORRUPT", `The database ${this.path} has no identity`);
    return identity;
  }

  /** Copies what is written from the log into the database, as far as no reader needs it where it is. */
  checkpoint(): void {
    explain(this.path, () => this.database.run("PRAGMA wal_checkpoint(PASSIVE)"));
  }

  /**
   * Writes the whole database anew, so that nothing of what was ever deleted is left in its file. Others go on reading;
   * writers wait. Takes as much disk space again as it is large, twice.
   * @throws ReseederError `DATABASE_LOCKED`, `DATABASE_FULL`, …
   */
  vacuum(): void {
    explain(this.path, () => {
      // The copy on its way may be larger than the memory.
      this.database.run("PRAGMA temp_store = FILE");
      this.database.run("VACUUM");
    });
  }

  /**
   * Puts the log into the file and cuts it to nothing; false while another connection still reads from it. Waits for that
   * one only a moment, since nobody can write meanwhile.
   */
  emptyLog(): boolean {
    return explain(this.path, () =>
      this.waiting(EMPTY_LOG_MS, () => {
        const row = this.database.query<{ busy: number }, []>("PRAGMA wal_checkpoint(TRUNCATE)").get();
        return row?.busy === 0;
      }),
    );
  }

  /** Runs `action` with another busy timeout, in milliseconds. */
  private waiting<T>(ms: number, action: () => T): T {
    const patience = pragma(this.database, "busy_timeout");
    this.database.run(`PRAGMA busy_timeout = ${ms}`);
    try {
      return action();
    } finally {
      this.database.run(`PRAGMA busy_timeout = ${patience}`);
    }
  }

  /** Closes the database; it is not used after that. */
  close(): void {
    this.database.close();
  }
}
