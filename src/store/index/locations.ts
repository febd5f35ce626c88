import type { Database } from "bun:sqlite";
import { bytesToHex } from "../../core/hex.ts";
import { decodePath, encodePath, pathBelow } from "../../core/path-bytes.ts";

/** All locations of one root, a row each, held in columns: a root may have a million. */
export interface KnownLocations {
  /** Path below the root → row of the columns. */
  rows: Map<string, number>;
  id: Float64Array;
  size: Float64Array;
  mtimeS: Float64Array;
  mtimeNs: Float64Array;
  /** 0 for a rejected file. */
  torrentId: Float64Array;
  /** Code of a rejected file, by row. */
  codes: Map<number, string>;
}

/** Where the bytes of a torrent can be read. */
export interface TorrentLocation {
  torrentId: number;
  /** Absolute path. */
  path: string;
  size: number;
  infoOffset: number;
}

export interface RejectedFile {
  path: string;
  code: string;
  message: string;
}

type Row = [
  id: number,
  path: string,
  size: number,
  mtimeS: number,
  mtimeNs: number,
  torrentId: number | null,
  code: string | null,
];
const COLUMNS = "locations.id, CAST(locations.path AS TEXT), size, mtime_s, mtime_ns, torrent_id, code";

/** Where .torrent files lie, and which files were rejected. */
export class Locations {
  constructor(private readonly database: Database) {}

  /** Everything known below a root. */
  ofRoot(rootId: number): KnownLocations {
    const count = this.count(rootId);
    const sql = `SELECT ${COLUMNS} FROM locations WHERE root_id = ? LIMIT ?`;
    return this.inColumns(this.database.query<unknown, [number, number]>(sql).values(rootId, count) as Row[]);
  }

  /** What is known at the given paths below a root, and below them where they are folders. */
  ofPaths(rootId: number, paths: readonly string[]): KnownLocations {
    // Hexadecimal digits: JSON cannot hold names that are no UTF-8. 2f is "/", 30 what comes after it.
    const rows = this.database
      .query<unknown, [number, string]>(
        `SELECT ${COLUMNS} FROM json_each(?2) AS wanted CROSS JOIN locations
           ON root_id = ?1 AND locations.path = unhex(wanted.value)
         UNION
         SELECT ${COLUMNS} FROM json_each(?2) AS wanted CROSS JOIN locations
           ON root_id = ?1 AND locations.path >= unhex(wanted.value || '2f') AND locations.path < unhex(wanted.value || '30')`,
      )
      .values(rootId, JSON.stringify(paths.map((path) => bytesToHex(encodePath(path))))) as Row[];
    return this.inColumns(rows);
  }

  private inColumns(rows: readonly Row[]): KnownLocations {
    const column = () => new Float64Array(rows.length);
    const known: KnownLocations = {
      rows: new Map(),
      id: column(),
      size: column(),
      mtimeS: column(),
      mtimeNs: column(),
      torrentId: column(),
      codes: new Map(),
    };
    for (const [row, values] of rows.entries()) {
      const [id, path, size, mtimeS, mtimeNs, torrentId, code] = values;
      known.rows.set(path.includes("\ufffd") ? this.path(id) : path, row);
      known.id[row] = id;
      known.size[row] = size;
      known.mtimeS[row] = mtimeS;
      known.mtimeNs[row] = mtimeNs;
      known.torrentId[row] = torrentId ?? 0;
      if (code !== null) known.codes.set(row, code);
    }
    return known;
  }

  /** The locations below a root whose torrent has v1 pieces and no pieces hash yet. */
  withoutPiecesHash(rootId: number): Set<number> {
    const rows = this.database
      .query<unknown, [number]>(
        `SELECT locations.id FROM locations JOIN torrents ON torrents.id = torrent_id
         WHERE root_id = ? AND pieces_hash IS NULL AND info_hash_v1 IS NOT NULL`,
      )
      .values(rootId);
    return new Set(rows.map((row) => row[0] as number));
  }

  /** How many torrents lie below a root; walks through its locations. */
  torrentsOf(rootId: number): number {
    const sql = "SELECT count(DISTINCT torrent_id) AS n FROM locations WHERE root_id = ?";
    return this.database.query<{ n: number }, [number]>(sql).get(rootId)?.n ?? 0;
  }

  private count(rootId: number): number {
    const sql = "SELECT count(*) AS n FROM locations WHERE root_id = ?";
    return this.database.query<{ n: number }, [number]>(sql).get(rootId)?.n ?? 0;
  }

  private path(id: number): string {
    const sql = "SELECT path FROM locations WHERE id = ?";
    const row = this.database.query<{ path: Uint8Array }, [number]>(sql).get(id);
    return decodePath(row?.path ?? new Uint8Array());
  }

  /** Every place of the given torrents, those of one torrent in the order in which they were found. */
  ofTorrents(torrentIds: readonly number[]): TorrentLocation[] {
    return this.database
      .query<{ torrentId: number; root: Uint8Array; path: Uint8Array; size: number; infoOffset: number }, [string]>(
        `SELECT torrent_id AS torrentId, roots.path AS root, locations.path AS path, size, info_offset AS infoOffset
         FROM locations JOIN roots ON roots.id = root_id
         WHERE torrent_id IN (SELECT value FROM json_each(?)) ORDER BY torrent_id, locations.id`,
      )
      .all(JSON.stringify(torrentIds))
      .map(({ torrentId, root, path, size, infoOffset }) => ({
        torrentId,
        path: pathBelow(decodePath(root), decodePath(path)),
        size,
        infoOffset,
      }));
  }

  /**
   * The names of all files of those of the given torrents whose external id nobody has given, with the id that they
   * have; those of one torrent in order of root and path.
   */
  namesOf(
    torrentIds: readonly number[],
  ): { torrentId: number; rootId: number; path: string; externalId: string | null }[] {
    return this.database
      .query<{ torrentId: number; rootId: number; path: Uint8Array; externalId: string | null }, [string]>(
        `SELECT torrent_id AS torrentId, root_id AS rootId, locations.path AS path, external_id AS externalId
         FROM json_each(?) AS wanted CROSS JOIN torrents ON torrents.id = wanted.value AND external_id_given = 0
           CROSS JOIN locations ON torrent_id = torrents.id
         ORDER BY torrent_id, root_id, locations.path`,
      )
      .all(JSON.stringify(torrentIds))
      .map((row) => ({ ...row, path: decodePath(row.path) }));
  }

  /** The next `limit` locations of a root after `after` (an id), in order of id; a rejected file has torrent 0. */
  page(rootId: number, after: number, limit: number): { id: number; torrentId: number }[] {
    return this.database
      .query<{ id: number; torrentId: number }, [number, number, number]>(
        `SELECT id, ifnull(torrent_id, 0) AS torrentId FROM locations
         WHERE +root_id = ? AND id > ? ORDER BY id LIMIT ?`,
      )
      .all(rootId, after, limit);
  }

  /** How many files below each root were accepted and rejected; walks through all locations. */
  countByRoot(): { rootId: number; torrents: number; rejected: number }[] {
    return this.database
      .query<{ rootId: number; torrents: number; rejected: number }, []>(
        `SELECT root_id AS rootId, count(torrent_id) AS torrents, count(code) AS rejected
         FROM locations GROUP BY root_id`,
      )
      .all();
  }

  /**
   * The first `limit` rejected files in order of code, those in whose path, code or message `text` is found; all of
   * them where it is empty.
   */
  rejectedMatching(text: string, limit: number): RejectedFile[] {
    return this.database
      .query<{ root: Uint8Array; path: Uint8Array; code: string; message: string | null }, [string, number]>(
        `SELECT roots.path AS root, locations.path AS path, code, message
         FROM locations JOIN roots ON roots.id = root_id
         WHERE code IS NOT NULL AND (CAST(roots.path AS TEXT) || '/' || CAST(locations.path AS TEXT) || ' ' || code
           || ' ' || coalesce(message, '')) LIKE ?1 ESCAPE '\\'
         ORDER BY code, locations.id LIMIT ?2`,
      )
      .all(`%${text.replace(/[\\%_]/g, "\\$&")}%`, limit)
      .map(({ root, path, code, message }) => ({
        path: pathBelow(decodePath(root), decodePath(path)),
        code,
        message: message ?? "",
      }));
  }

  /** The files below the roots that are no torrents, with the reason. */
  *rejected(): Generator<RejectedFile> {
    const rows = this.database
      .query<{ root: Uint8Array; path: Uint8Array; code: string; message: string | null }, []>(
        `SELECT roots.path AS root, locations.path AS path, code, message
         FROM locations JOIN roots ON roots.id = root_id WHERE code IS NOT NULL ORDER BY root_id, locations.path`,
      )
      .iterate();
    for (const { root, path, code, message } of rows) {
      yield { path: pathBelow(decodePath(root), decodePath(path)), code, message: message ?? "" };
    }
  }

  /** How many files were rejected, by code. */
  rejectedByCode(): Map<string, number> {
    const sql = "SELECT code, count(*) AS n FROM locations WHERE code IS NOT NULL GROUP BY code ORDER BY n DESC, code";
    return new Map(
      this.database
        .query<{ code: string; n: number }, []>(sql)
        .all()
        .map((row) => [row.code, row.n]),
    );
  }
}
