import type { Database } from "bun:sqlite";

/** Counts of what is on offer and what is not; bytes and numbers, read without a table scan. */
export interface Totals {
  torrents: number;
  files: number;
  payload: number;
  missing: number;
  flagged: number;
  removed: number;
  /** Kept back by the list in force, and by nothing else. */
  withheld: number;
  /** On offer, without a seeder at the last count. */
  dead: number;
  /** On offer, with a known number of seeders. */
  counted: number;
}

export const NO_TOTALS: Totals = {
  torrents: 0,
  files: 0,
  payload: 0,
  missing: 0,
  flagged: 0,
  removed: 0,
  withheld: 0,
  dead: 0,
  counted: 0,
};

export interface Band {
  /** Smallest size of the band in bytes; it ends where the next one begins. */
  from: number;
  count: number;
}

export interface DailyActivity {
  day: string;
  requests: number;
  matches: number;
  torrentsMatched: number;
  filesMatched: number;
  reports: number;
  confirmed: number;
  rejected: number;
  /** Torrents that had no seeder, were confirmed, and have one now. */
  revived: number;
}

/** What all days add up to; matches and what they found by tier. */
export interface Sums {
  matches: { name: number; size: number };
  torrentsMatched: { name: number; size: number };
  filesMatched: { name: number; size: number };
  reports: number;
  confirmed: number;
  rejected: number;
  revived: number;
}

export interface ActiveTorrent {
  torrentId: number;
  externalId: string | null;
  infoHash: Uint8Array;
  name: string;
  matched: number;
  confirmed: number;
  rejected: number;
}

/** What the index is made of. `totals` is cheap; the rest reads whole tables. */
export class Statistics {
  constructor(private readonly database: Database) {}

  /** The counts kept by `IndexWriter`. */
  totals(): Totals {
    const sql =
      "SELECT torrents, files, payload, missing, flagged, removed, withheld, dead, counted FROM totals WHERE id = 1";
    return this.database.query<Totals, []>(sql).get() ?? NO_TOTALS;
  }

  /** How many torrents on offer have an id of the tracker's own. */
  withExternalId(): number {
    const sql = "SELECT count(*) AS n FROM torrents WHERE external_id IS NOT NULL AND state = 0";
    return this.database.query<{ n: number }, []>(sql).get()?.n ?? 0;
  }

  /** Offered torrents by kind, and how many are private. */
  kinds(): { v1: number; v2: number; hybrid: number; private: number } {
    const row = this.database
      .query<{ v1: number; v2: number; hybrid: number; private: number }, []>(
        `SELECT coalesce(sum(info_hash_v2 IS NULL), 0) AS v1, coalesce(sum(info_hash_v1 IS NULL), 0) AS v2,
           coalesce(sum(info_hash_v1 IS NOT NULL AND info_hash_v2 IS NOT NULL), 0) AS hybrid,
           coalesce(sum(private), 0) AS private
         FROM torrents WHERE state = 0`,
      )
      .get();
    return row ?? { v1: 0, v2: 0, hybrid: 0, private: 0 };
  }

  /** Bytes of all .torrent files that were accepted, and how many there are. */
  torrentFiles(): { count: number; bytes: number } {
    const sql = "SELECT count(*) AS count, coalesce(sum(size), 0) AS bytes FROM locations WHERE torrent_id IS NOT NULL";
    return this.database.query<{ count: number; bytes: number }, []>(sql).get() ?? { count: 0, bytes: 0 };
  }

  /** How many accepted files hold a torrent that another file holds too. */
  duplicates(): number {
    const sql = "SELECT count(torrent_id) - count(DISTINCT torrent_id) AS n FROM locations";
    return this.database.query<{ n: number }, []>(sql).get()?.n ?? 0;
  }

  /** How many files offered torrents have, and how large the torrents are: a count for each band. */
  filesPerTorrent(bands: readonly number[]): Band[] {
    return this.bands("file_count", bands);
  }

  /** Payload sizes of offered torrents: a count for each band. */
  torrentSizes(bands: readonly number[]): Band[] {
    return this.bands("payload_size", bands);
  }

  private bands(column: "file_count" | "payload_size", from: readonly number[]): Band[] {
    const rows = this.database
      .query<{ band: number; n: number }, [string]>(
        `SELECT (SELECT max(value) FROM json_each(?1) WHERE value <= ${column}) AS band, count(*) AS n
         FROM torrents WHERE state = 0 GROUP BY band`,
      )
      .all(JSON.stringify(from));
    const counts = new Map(rows.map((row) => [row.band, row.n]));
    return from.map((start) => ({ from: start, count: counts.get(start) ?? 0 }));
  }

  /** The newest days first. */
  daily(days: number): DailyActivity[] {
    return this.database
      .query<DailyActivity, [number]>(
        `SELECT day, requests, matches, torrents_matched AS torrentsMatched, files_matched AS filesMatched, reports,
           confirmed, rejected, revived FROM daily ORDER BY day DESC LIMIT ?`,
      )
      .all(days);
  }

  /** The sums of all days: one row a day, so it stays cheap. */
  sums(): Sums {
    const columns = [
      ...["matches", "torrents_matched", "files_matched", "size_matches", "size_torrents", "size_files"],
      ...["reports", "confirmed", "rejected", "revived"],
    ];
    const sql = `SELECT ${columns.map((column) => `coalesce(sum(${column}), 0) AS ${column}`).join(", ")} FROM daily`;
    const row = this.database.query<Record<string, number>, []>(sql).get() ?? {};
    const of = (column: string) => row[column] ?? 0;
    const byTier = (all: string, size: string) => ({ name: of(all) - of(size), size: of(size) });
    return {
      matches: byTier("matches", "size_matches"),
      torrentsMatched: byTier("torrents_matched", "size_torrents"),
      filesMatched: byTier("files_matched", "size_files"),
      reports: of("reports"),
      confirmed: of("confirmed"),
      rejected: of("rejected"),
      revived: of("revived"),
    };
  }

  /** The torrents that were matched or confirmed most often. */
  mostActive(by: "matched" | "confirmed", limit: number): ActiveTorrent[] {
    return this.database
      .query<ActiveTorrent, [number]>(
        `SELECT torrent_id AS torrentId, external_id AS externalId, coalesce(info_hash_v1, info_hash_v2) AS infoHash, name,
           matched, confirmed, rejected
         FROM torrent_activity JOIN torrents ON torrents.id = torrent_id
         WHERE ${by} > 0 ORDER BY ${by} DESC, torrent_id LIMIT ?`,
      )
      .all(limit);
  }
}
