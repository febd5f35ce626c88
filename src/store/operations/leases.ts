import type { Database } from "bun:sqlite";

/** A lease as its holder knows it. */
export interface LeaseKey {
  name: string;
  /** Random: what tells this holder from any other. */
  token: string;
}

/**
 * Work that one process does at a time. Who holds a lease renews it; one that was not renewed in time may be taken.
 * Everything here goes inside a write transaction.
 */
export class Leases {
  constructor(private readonly database: Database) {}

  /**
   * Takes the lease for `lifeMs`, unless somebody else's is alive.
   * @returns the run that a dead holder has left, if any; false when the lease is somebody else's
   */
  take({ name, token }: LeaseKey, pid: number, now: number, lifeMs: number): { left: number | null } | false {
    const held = this.database
      .query<{ token: string; runId: number | null; expiresAt: number }, [string]>(
        "SELECT token, run_id AS runId, expires_at AS expiresAt FROM leases WHERE name = ?",
      )
      .get(name);
    // One that ends in the far future was taken before the clock was set back.
    if (held && held.token !== token && held.expiresAt > now && held.expiresAt <= now + 2 * lifeMs) return false;
    this.database
      .query("INSERT OR REPLACE INTO leases (name, token, pid, expires_at) VALUES (?, ?, ?, ?)")
      .run(name, token, pid, now + lifeMs);
    return { left: held?.runId ?? null };
  }

  /** Notes which row of `runs` stands for the work. */
  assign({ name, token }: LeaseKey, runId: number): void {
    this.database.query("UPDATE leases SET run_id = ? WHERE name = ? AND token = ?").run(runId, name, token);
  }

  /** Holds on to a lease; false when it is lost. */
  renew({ name, token }: LeaseKey, now: number, lifeMs: number): boolean {
    const sql = "UPDATE leases SET expires_at = ? WHERE name = ? AND token = ?";
    return this.database.query(sql).run(now + lifeMs, name, token).changes === 1;
  }

  /** Gives a lease up; one that is lost already stays with its new holder. */
  release({ name, token }: LeaseKey): void {
    this.database.query("DELETE FROM leases WHERE name = ? AND token = ?").run(name, token);
  }
}
