import type { Database } from "bun:sqlite";
import { decodePath } from "../../core/path-bytes.ts";
import { openImmutable } from "./database.ts";
import { explain } from "./database-error.ts";

/** What tells a database from an earlier copy of it. */
export interface Contents {
  /** Highest ids. */
  torrent: number;
  request: number;
  report: number;
  roots: string[];
  settings: Map<string, string>;
}

/** Reads the contents of an open database. */
export function contentsOf(database: Database): Contents {
  const highest = (table: string) =>
    database.query<{ id: number | null }, []>(`SELECT max(id) AS id FROM ${table}`).get()?.id ?? 0;
  const roots = database.query<{ path: Uint8Array }, []>("SELECT path FROM roots ORDER BY id").all();
  const settings = database.query<unknown, []>("SELECT key, value FROM settings").values() as [string, string][];
  return {
    torrent: highest("torrents"),
    request: highest("requests"),
    report: highest("reports"),
    roots: roots.map(({ path }) => decodePath(path)),
    settings: new Map(settings),
  };
}

/**
 * Reads the contents of a backup, which nobody writes to.
 * @throws ReseederError `DATABASE_…`
 */
export function backupContents(path: string): Contents {
  return explain(path, () => {
    const database = openImmutable(path);
    try {
      return contentsOf(database);
    } finally {
      database.close();
    }
  });
}
