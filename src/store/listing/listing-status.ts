import type { Database } from "bun:sqlite";

/** Numbers of a round that was taken whole; they hold for the moment of its end. */
export interface ListNumbers {
  /** Torrents that the list lets be offered, each once. */
  listed: number;
  /** Torrents of the index that are on offer. */
  offered: number;
  /** Torrents that the list took off offer. */
  withheldNew: number;
  /** Torrents that are offered again, or may be once nothing else keeps them back. */
  withheldLifted: number;
  /** Torrents of the index that are withheld. */
  withheld: number;
  /** Lines that no torrent of the index answers to. */
  unknown: number;
  /** Listed torrents of the index whose .torrent lies nowhere. */
  withoutTorrent: number;
  /** Listed torrents with a count of their seeders. */
  seeders: number;
  /** When the tracker was started, in Unix seconds, where it says so. */
  trackerStarted?: number | null;
}

/** The list in force, and how its rounds went. */
export interface ListingStatus {
  /** `none`: no list; `restored`: an older backup is in force, and nothing is offered until a list comes. */
  state: "none" | "in-force" | "restored";
  /** Who said the list: a kind of tracker, or `sync`. */
  owner: string | null;
  /** Moves with every change of what the list names. */
  serial: number;
  /** End of the last round that was taken whole, in Unix milliseconds. */
  completedAt: number | null;
  numbers: ListNumbers | null;
  /** End of the last round, whatever came of it. */
  attemptedAt: number | null;
  /** Rounds since the last complete one that changed nothing. */
  failed: number;
  /** Why the last round changed nothing; null where it was complete. */
  problem: { code: string; message: string } | null;
}

interface Row extends Omit<ListingStatus, "numbers" | "problem"> {
  summary: string | null;
  code: string | null;
  message: string | null;
}

/** The one row that tells of the list of what may be offered. Changes go inside a write transaction. */
export class Listing {
  constructor(private readonly database: Database) {}

  status(): ListingStatus {
    const row = this.database
      .query<Row, []>(
        `SELECT state, owner, serial, completed_at AS completedAt, summary, attempted_at AS attemptedAt, failed, code, message
         FROM listing WHERE id = 1`,
      )
      .get();
    if (!row) throw new Error("the table listing has no row");
    const { summary, code, message, ...status } = row;
    return {
      ...status,
      numbers: summary === null ? null : (JSON.parse(summary) as ListNumbers),
      problem: code === null ? null : { code, message: message ?? "" },
    };
  }

  /** Notes that what the list names has changed, so that a backup from before is known as older. */
  touch(): void {
    this.database.run("UPDATE listing SET serial = serial + 1");
  }

  /** Notes a round that was taken whole: from now on its list is in force. */
  complete(owner: string, numbers: ListNumbers, now: number): void {
    this.database
      .query(
        `UPDATE listing SET state = 'in-force', owner = ?, summary = ?, completed_at = ?3, attempted_at = ?3, failed = 0,
           code = NULL, message = NULL`,
      )
      .run(owner, JSON.stringify(numbers), now);
  }

  /** Notes a round that changed nothing. */
  fail(code: string, message: string, now: number): void {
    this.database
      .query("UPDATE listing SET failed = failed + 1, code = ?, message = ?, attempted_at = ?")
      .run(code, message, now);
  }

  /** From now on there is no list. */
  end(): void {
    this.database.run(
      `UPDATE listing SET state = 'none', owner = NULL, serial = serial + 1, completed_at = NULL, summary = NULL,
         attempted_at = NULL, failed = 0, code = NULL, message = NULL`,
    );
  }
}
