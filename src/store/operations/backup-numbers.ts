import type { Database } from "bun:sqlite";

/** Numbers of a database's backups: each copy holds its own, and none is given twice. */
export class BackupNumbers {
  constructor(private readonly database: Database) {}

  /** Takes the next number, inside a write transaction. */
  next(at: number): number {
    this.database.run("DELETE FROM backups");
    return Number(this.database.query("INSERT INTO backups (at) VALUES (?)").run(at).lastInsertRowid);
  }
}
