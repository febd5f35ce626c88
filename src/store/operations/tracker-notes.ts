import type { Database } from "bun:sqlite";

/** `paused`, `told` and `flagged`, as migration 0017 says. */
export type TrackerNote = "paused" | "told" | "flagged";

/** What is to be known of a tracker's API from one process to the next. Changes go inside a write transaction. */
export class TrackerNotes {
  constructor(private readonly database: Database) {}

  /**
   * What is noted of a tracker; null where nothing is, or of another one.
   * @param tracker its settings, as `trackerPlace`
   */
  read(name: TrackerNote, tracker: string): string | null {
    const sql = "SELECT value FROM local_tracker_notes WHERE name = ? AND tracker = ?";
    return this.database.query<{ value: string }, [string, string]>(sql).get(name, tracker)?.value ?? null;
  }

  put(name: TrackerNote, tracker: string, value: string): void {
    this.database.query("INSERT OR REPLACE INTO local_tracker_notes VALUES (?, ?, ?)").run(name, tracker, value);
  }

  remove(name: TrackerNote): void {
    this.database.query("DELETE FROM local_tracker_notes WHERE name = ?").run(name);
  }
}
