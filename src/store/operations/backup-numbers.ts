import type { Database } from "bun:sqlite";

/** Numbers of a database's backups: each copy holds its own, and none is given twice. */
export class BackupNumbers {
  constructor(private readonly database: Database) {}

  /**
   * Takes the next number, inside a write transaction.
   * @param path of the database, without symbolic links
   */
  next(at: number, path: string): number {
    this.database.run("DELETE FROM backups");
    const insert = this.database.query("INSERT INTO backups (at, path) VALUES (?, ?)");
    return Number(insert.run(at, path).lastInsertRowid);
  }
}
