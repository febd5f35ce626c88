import type { Database } from "bun:sqlite";
import { decodeNamedList, type ListedFile } from "../../core/content/file-list.ts";

/** What ranking needs to know of a torrent. */
export interface RankingRow {
  id: number;
  fileCount: number;
  payloadSize: number;
  seeders: number | null;
  /** It came after the moment that was asked about. */
  isYoung: boolean;
}

/** What an answer says of a torrent, and what is needed to check its bytes. */
export interface TorrentDescription {
  id: number;
  infoHashV1: Uint8Array | null;
  infoHashV2: Uint8Array | null;
  name: string;
  singleFile: boolean;
  infoLength: number;
  fileCount: number;
  payloadSize: number;
  seeders: number | null;
  /** The tracker's own id, where it is known. */
  externalId: string | null;
}

/** Whether a torrent came after ?2. */
const IS_YOUNG = `coalesce(tracker_added_at, added_at) > ?2 AND (tracker_added_at IS NOT NULL
  OR NOT EXISTS (SELECT 1 FROM locations WHERE torrent_id = torrents.id AND mtime_s * 1000 <= ?2))`;

/** The torrents of the index, for reading. */
export class Torrents {
  constructor(private readonly database: Database) {}

  /**
   * Those of the given torrents that are on offer, in ascending order of id.
   * @param youngerThan the moment that tells the young ones, in Unix milliseconds; null for none. A torrent came when the
   * tracker says, else at the earlier of its file's time of modification and our first sight
   */
  rankingRows(ids: readonly number[], youngerThan: number | null = null): RankingRow[] {
    const isYoung = youngerThan === null ? "0 AND ?2" : IS_YOUNG;
    return this.database
      .query<unknown, [string, number | null]>(
        `SELECT torrents.id, file_count, payload_size, seeders, ${isYoung}
         FROM json_each(?1) AS wanted CROSS JOIN torrents ON torrents.id = wanted.value WHERE state = 0`,
      )
      .values(JSON.stringify(ids), youngerThan)
      .map((row) => {
        const [id, fileCount, payloadSize, seeders, isYoung] = row as [number, number, number, number | null, number];
        return { id, fileCount, payloadSize, seeders, isYoung: isYoung === 1 };
      });
  }

  /** The bits of a torrent's state at this moment (`STATE`); null for an id that was never given. */
  stateBits(id: number): number | null {
    const sql = "SELECT state FROM torrents WHERE id = ?";
    return this.database.query<{ state: number }, [number]>(sql).get(id)?.state ?? null;
  }

  /** What an answer says of the given torrents, by id. */
  describe(ids: readonly number[]): Map<number, TorrentDescription> {
    const rows = this.database
      .query<Omit<TorrentDescription, "singleFile"> & { singleFile: number }, [string]>(
        `SELECT id, info_hash_v1 AS infoHashV1, info_hash_v2 AS infoHashV2, name, single_file AS singleFile,
           info_length AS infoLength, file_count AS fileCount, payload_size AS payloadSize, seeders,
           external_id AS externalId
         FROM torrents WHERE id IN (SELECT value FROM json_each(?))`,
      )
      .all(JSON.stringify(ids));
    return new Map(rows.map((row) => [row.id, { ...row, singleFile: Boolean(row.singleFile) }]));
  }

  /** Torrents whose postings are still to be written: those of a scan that runs, or that was stopped. */
  unindexed(): number[] {
    const rows = this.database.query<unknown, []>("SELECT torrent_id FROM unindexed ORDER BY torrent_id").values();
    return rows.map((row) => row[0] as number);
  }

  /** The packed files (core/content/file-list.ts) of the given torrents, by id. */
  fileLists(ids: readonly number[]): Map<number, Uint8Array> {
    const rows = this.database
      .query<unknown, [string]>(
        "SELECT torrent_id, list FROM file_lists WHERE torrent_id IN (SELECT value FROM json_each(?))",
      )
      .values(JSON.stringify(ids)) as [number, Uint8Array][];
    return new Map(rows);
  }

  /** The files of one torrent, in its own order; empty for an unknown id. */
  files(id: number): ListedFile[] {
    return this.fileNames(id).files;
  }

  /** The same, with the torrent's name as libtorrent's clients write it; null where that is the same. */
  fileNames(id: number): { files: ListedFile[]; writtenName: string | null } {
    const row = this.database
      .query<{ list: Uint8Array }, [number]>("SELECT list FROM file_lists WHERE torrent_id = ?")
      .get(id);
    return row ? decodeNamedList(row.list) : { files: [], writtenName: null };
  }

  /** The next ids, from the highest down, of torrents that may lack the postings of further names. */
  withoutFurtherNames(limit: number): number[] {
    const sql =
      "SELECT id FROM torrents WHERE id <= (SELECT further_names_until FROM totals WHERE id = 1) ORDER BY id DESC LIMIT ?";
    return this.database
      .query<unknown, [number]>(sql)
      .values(limit)
      .map((row) => row[0] as number);
  }

  /** How many torrents have a higher id: those that were added after it. */
  countAbove(id: number): number {
    return (
      this.database.query<{ n: number }, [number]>("SELECT count(*) AS n FROM torrents WHERE id > ?").get(id)?.n ?? 0
    );
  }

  /** The first torrents on offer with a higher id, `limit` of them, in ascending order. */
  offeredAfter(id: number, limit: number): number[] {
    const sql = "SELECT id FROM torrents WHERE id > ? AND state = 0 ORDER BY id LIMIT ?";
    return this.database
      .query<{ id: number }, [number, number]>(sql)
      .all(id, limit)
      .map((row) => row.id);
  }

  /** The newest torrents on offer that have files to match, `limit` of them. */
  newestOffered(limit: number): number[] {
    const sql = "SELECT id FROM torrents WHERE state = 0 AND file_count > 0 ORDER BY id DESC LIMIT ?";
    return this.database
      .query<{ id: number }, [number]>(sql)
      .all(limit)
      .map(({ id }) => id);
  }

  /** How many torrents have an id of the tracker, and the ids that several have, at most 100, with the first of those. */
  externalIds(): { ids: number; shared: { externalId: string; torrents: { id: number; name: string }[] }[] } {
    const ids = "SELECT count(*) AS n FROM torrents WHERE external_id IS NOT NULL";
    const shared = this.database
      .query<{ externalId: string }, []>(
        `SELECT external_id AS externalId FROM torrents WHERE external_id IS NOT NULL
         GROUP BY external_id HAVING count(*) > 1 ORDER BY min(id) LIMIT 100`,
      )
      .all();
    const named = this.database.query<{ id: number; name: string }, [string]>(
      "SELECT id, name FROM torrents WHERE external_id = ? ORDER BY id LIMIT 3",
    );
    return {
      ids: this.database.query<{ n: number }, []>(ids).get()?.n ?? 0,
      shared: shared.map(({ externalId }) => ({ externalId, torrents: named.all(externalId) })),
    };
  }
}
