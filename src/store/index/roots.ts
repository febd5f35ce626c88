import type { Database } from "bun:sqlite";
import { decodePath, encodePath } from "../../core/path-bytes.ts";

/** A registered scan path. */
export interface Root {
  id: number;
  /** Absolute; bytes that are no UTF-8 as in core/path-bytes.ts. */
  path: string;
  addedAt: number;
  /** End of the last scan that went through the whole of it; null before the first. */
  scannedAt: number | null;
}

/** The registered scan paths. */
export class Roots {
  constructor(private readonly database: Database) {}

  /** All roots in the order in which they were registered. */
  list(): Root[] {
    return this.database
      .query<{ id: number; path: Uint8Array; addedAt: number; scannedAt: number | null }, []>(
        "SELECT id, path, added_at AS addedAt, scanned_at AS scannedAt FROM roots ORDER BY id",
      )
      .all()
      .map((row) => ({ ...row, path: decodePath(row.path) }));
  }

  /** Registers a path; one that is registered already keeps its id. */
  register(path: string, now: number): Root {
    const bytes = encodePath(path);
    this.database.query("INSERT INTO roots (path, added_at) VALUES (?, ?) ON CONFLICT DO NOTHING").run(bytes, now);
    const row = this.database
      .query<{ id: number; addedAt: number; scannedAt: number | null }, [Uint8Array]>(
        "SELECT id, added_at AS addedAt, scanned_at AS scannedAt FROM roots WHERE path = ?",
      )
      .get(bytes);
    if (!row) throw new Error(`root ${path} was not stored`);
    return { ...row, path };
  }

  /** Forgets a root that has no locations any more; its id is never given again. */
  remove(id: number): void {
    this.database.query("DELETE FROM roots WHERE id = ?").run(id);
  }

  /** Notes that a scan has gone through the whole of a root. */
  noteScanned(id: number, at: number): void {
    this.database.query("UPDATE roots SET scanned_at = ? WHERE id = ?").run(at, id);
  }

  /** The setting `external_id_pattern` that the ids of each root's torrents were made with; none before its first scan. */
  externalIdPatterns(): Map<number, string> {
    const sql = "SELECT id, external_id_pattern FROM roots WHERE external_id_pattern IS NOT NULL";
    return new Map(this.database.query<unknown, []>(sql).values() as [number, string][]);
  }

  /** Notes that the ids of a root's torrents are made with a pattern. */
  setExternalIdPattern(id: number, pattern: string): void {
    this.database.query("UPDATE roots SET external_id_pattern = ? WHERE id = ?").run(pattern, id);
  }

  /** How many are registered. */
  count(): number {
    return this.database.query<{ n: number }, []>("SELECT count(*) AS n FROM roots").get()?.n ?? 0;
  }
}
