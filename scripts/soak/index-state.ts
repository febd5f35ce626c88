import { Database } from "bun:sqlite";

/** What an index says of the folders, read with nothing of the program's own. */
export interface IndexState {
  /** Path below the root → info-hash of the torrent there, or the code of its rejection. */
  locations: Map<string, string>;
  /** Info-hashes on offer. */
  offered: Set<string>;
  /** Info-hash → id, of every torrent that ever was there. */
  ids: Map<string, number>;
}

/** Reads an index in one transaction. */
export function readIndex(path: string): IndexState {
  const database = new Database(path, { readonly: true });
  try {
    database.run("PRAGMA busy_timeout = 60000");
    return database.transaction(() => {
      const torrents = database
        .query<{ id: number; hash: string; state: number }, []>(
          "SELECT id, lower(hex(info_hash_v1)) AS hash, state FROM torrents",
        )
        .all();
      const locations = database
        .query<{ path: Uint8Array; hash: string | null; code: string | null }, []>(
          `SELECT path, lower(hex(info_hash_v1)) AS hash, code
           FROM locations LEFT JOIN torrents ON torrents.id = torrent_id`,
        )
        .all();
      return {
        locations: new Map(locations.map(({ path, hash, code }) => [Buffer.from(path).toString(), code ?? hash ?? ""])),
        offered: new Set(torrents.filter(({ state }) => state === 0).map(({ hash }) => hash)),
        ids: new Map(torrents.map(({ hash, id }) => [hash, id])),
      };
    })();
  } finally {
    database.close();
  }
}

/**
 * Where an index differs from a folder; nothing when it does not.
 * @param states what is on offer although no folder may have it, and what is not although one may
 */
export function differences(
  { locations, offered }: IndexState,
  files: ReadonlyMap<string, string>,
  { stored, off }: { stored: ReadonlySet<string>; off: ReadonlySet<string> },
): string[] {
  const found: string[] = [];
  for (const [path, hash] of files) {
    if (locations.get(path) !== hash) found.push(`${path}: ${hash} in the folder, ${locations.get(path)} in the index`);
  }
  for (const path of locations.keys()) if (!files.has(path)) found.push(`${path}: not in the folder`);
  const present = new Set([...files.values(), ...stored].filter((hash) => !off.has(hash)));
  for (const hash of present) if (!offered.has(hash)) found.push(`${hash}: not on offer`);
  for (const hash of offered) if (!present.has(hash)) found.push(`${hash}: on offer, and should not be`);
  return found;
}

/** How many torrents cannot be found by their files yet. */
export function countUnindexed(path: string): number {
  const database = new Database(path, { readonly: true });
  try {
    database.run("PRAGMA busy_timeout = 60000");
    return database.query<{ n: number }, []>("SELECT count(*) AS n FROM unindexed").get()?.n ?? 0;
  } finally {
    database.close();
  }
}

/** What SQLite itself finds wrong, and reports that were acknowledged and are not there. */
export function checkDatabase(path: string, acknowledged: readonly string[]): string[] {
  const database = new Database(path, { readonly: true });
  try {
    const integrity = database.query<{ integrity_check: string }, []>("PRAGMA integrity_check").all();
    const keys = database.query("PRAGMA foreign_key_check").all();
    const bodies = database.query<{ body: string }, []>("SELECT body FROM reports WHERE body IS NOT NULL").all();
    const stored = new Set(bodies.map(({ body }) => JSON.parse(body).mark));
    const lost = acknowledged.filter((mark) => !stored.has(mark));
    return [
      ...integrity.filter((row) => row.integrity_check !== "ok").map((row) => `integrity: ${row.integrity_check}`),
      ...(keys.length > 0 ? [`${keys.length} references to rows that are not there`] : []),
      ...(lost.length > 0 ? [`${lost.length} of ${acknowledged.length} acknowledged reports are lost`] : []),
    ];
  } finally {
    database.close();
  }
}

/** Keeps everybody else from writing for a while, as somebody does who changes a setting with SQL and thinks it over. */
export async function holdLock(path: string, ms: number): Promise<void> {
  const database = new Database(path);
  try {
    database.run("PRAGMA busy_timeout = 60000");
    database.run("BEGIN IMMEDIATE");
    await Bun.sleep(ms);
    database.run("COMMIT");
  } finally {
    database.close();
  }
}
