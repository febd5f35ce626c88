import type { Database } from "bun:sqlite";
import { ReseederError } from "../../core/errors.ts";

/** Secrets of this database, which leave it in its backups alone. */
export class Secrets {
  constructor(private readonly database: Database) {}

  /** The key with which users' ids are hashed where `anonymize_users` says so. */
  userKey(): Uint8Array {
    const sql = "SELECT value FROM secrets WHERE name = 'user_key'";
    const row = this.database.query<{ value: Uint8Array }, []>(sql).get();
    if (row) return row.value;
    throw new ReseederError("DATABASE_CORRUPT", "The database has no key to hash user IDs");
  }

  /** Makes another key: names made with the old one stand for nobody any more. Call inside a write transaction. */
  renewUserKey(): void {
    this.database.run("INSERT OR REPLACE INTO secrets (name, value) VALUES ('user_key', randomblob(32))");
  }
}
