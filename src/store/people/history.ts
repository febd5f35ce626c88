import type { Database } from "bun:sqlite";
import type { HistoryEntry } from "../../core/access/history-entry.ts";
import { idByInfoHash } from "../index/find-torrent.ts";

/** Whose word an entry is: the tracker's, or the user's own who confirmed what had been handed to him. */
export type HistorySource = "import" | "report";

/** One entry of a user. */
export interface HistoryRow {
  infoHash: Uint8Array;
  /** Unix milliseconds. */
  at: number | null;
  source: HistorySource;
}

/** A torrent of a user's history that is on offer. */
export interface HistoryTorrent {
  /** As the history has it: the next page begins behind it. */
  infoHash: Uint8Array;
  at: number | null;
  torrentId: number | null;
}

/** What became of entries: new ones, those that were there, and those of torrents that are not in the index. */
export interface HistoryAdded {
  added: number;
  known: number;
  notIndexed: number;
}

/** The first of all keys. */
export const HISTORY_START: Uint8Array = new Uint8Array();

/** What users once downloaded; user ids as `work/users/user-name.ts` gives them. */
export class History {
  constructor(private readonly database: Database) {}

  /**
   * Adds entries; the same ones again change nothing. The earlier of two times stays, and the tracker's word goes before
   * a report. Call inside a write transaction.
   */
  add(entries: readonly HistoryEntry[], source: HistorySource): HistoryAdded {
    const insert = this.database.query(
      "INSERT OR IGNORE INTO history (user_id, info_hash, at, source) VALUES (?, ?, ?, ?)",
    );
    const merge = this.database.query(
      `UPDATE history SET at = min(coalesce(at, ?3), coalesce(?3, at)), source = min(source, ?4)
       WHERE user_id = ?1 AND info_hash = ?2 AND ((at IS NULL AND ?3 IS NOT NULL) OR at > ?3 OR source > ?4)`,
    );
    const indexed = this.database.query(`SELECT ${idByInfoHash("?1")} IS NOT NULL AS found`);
    const found = new Map<string, boolean>();
    const result: HistoryAdded = { added: 0, known: 0, notIndexed: 0 };
    for (const { userId, infoHash, at } of inKeyOrder(entries)) {
      if (insert.run(userId, infoHash, at, source).changes > 0) result.added++;
      else {
        result.known++;
        merge.run(userId, infoHash, at, source);
      }
      const key = Buffer.from(infoHash).toString("latin1");
      const isIndexed = found.get(key) ?? (indexed.get(infoHash) as { found: number }).found === 1;
      found.set(key, isIndexed);
      if (!isIndexed) result.notIndexed++;
    }
    return result;
  }

  /** How many users the tracker has said the history of. */
  importedUsers(): number {
    const sql = "SELECT count(DISTINCT user_id) AS n FROM history WHERE source = 'import'";
    return this.database.query<{ n: number }, []>(sql).get()?.n ?? 0;
  }

  /** Whether the tracker has said the history of a user. */
  hasImport(userId: string): boolean {
    const sql = "SELECT 1 FROM history WHERE user_id = ? AND source = 'import' LIMIT 1";
    return this.database.query(sql).get(userId) !== null;
  }

  /**
   * A user's torrents by info-hash, `limit` entries behind `after` (`HISTORY_START` for the first ones). `torrentId` is
   * null where the torrent is not on offer.
   */
  torrentsOf(userId: string, after: Uint8Array, limit: number): HistoryTorrent[] {
    return this.database
      .query<HistoryTorrent, [string, Uint8Array, number]>(
        `SELECT info_hash AS infoHash, at, ${idByInfoHash("history.info_hash", "state = 0")} AS torrentId
         FROM history WHERE user_id = ? AND info_hash > ? ORDER BY info_hash LIMIT ?`,
      )
      .all(userId, after, limit);
  }

  /** The torrents on offer that go by info-hashes, of version 1 or 2 or cut; null for each that is not, in the same order. */
  onOffer(infoHashes: readonly Uint8Array[]): (number | null)[] {
    const find = this.database.query<{ id: number | null }, [Uint8Array]>(
      `SELECT ${idByInfoHash("?1", "state = 0")} AS id`,
    );
    return infoHashes.map((hash) => find.get(hash)?.id ?? null);
  }

  /** A user's entries by info-hash, `limit` of them behind `after`. */
  rowsOf(userId: string, after: Uint8Array, limit: number): HistoryRow[] {
    return this.database
      .query<HistoryRow, [string, Uint8Array, number]>(
        "SELECT info_hash AS infoHash, at, source FROM history WHERE user_id = ? AND info_hash > ? ORDER BY info_hash LIMIT ?",
      )
      .all(userId, after, limit);
  }

  /** Forgets a user; answers how many entries he had. Call inside a write transaction. */
  remove(userId: string): number {
    return this.database.query("DELETE FROM history WHERE user_id = ?").run(userId).changes;
  }

  /**
   * Of info-hashes that a user confirms, adds those of torrents that were handed to him. Call inside a write transaction.
   * @param alsoHanded torrents whose hand-out is not written yet
   */
  addConfirmed(userId: string, infoHashes: readonly Uint8Array[], at: number, alsoHanded: ReadonlySet<number>): void {
    const find = this.database.query<{ id: number; infoHash: Uint8Array; handed: number }, [Uint8Array, string]>(
      `SELECT id, coalesce(info_hash_v1, info_hash_v2) AS infoHash,
         EXISTS (SELECT 1 FROM hand_outs WHERE identity = ?2 AND torrent_id = torrents.id) AS handed
       FROM torrents WHERE id = ${idByInfoHash("?1")}`,
    );
    const confirmed = infoHashes
      .map((infoHash) => find.get(infoHash, userId))
      .filter((torrent) => torrent !== null)
      .filter(({ id, handed }) => handed === 1 || alsoHanded.has(id));
    this.add(
      confirmed.map(({ infoHash }) => ({ userId, infoHash, at })),
      "report",
    );
  }
}

/** Neighbours in the table one after another: they share its pages. */
function inKeyOrder(entries: readonly HistoryEntry[]): HistoryEntry[] {
  return [...entries].sort((a, b) =>
    a.userId === b.userId ? Buffer.compare(a.infoHash, b.infoHash) : a.userId < b.userId ? -1 : 1,
  );
}
