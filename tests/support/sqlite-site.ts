import { Database } from "bun:sqlite";
import type { Tree } from "./tree.ts";

/** Statements for a site of one's own, in SQLite. */
export const SQLITE_QUERIES = `-- A tracker of one's own.
-- reads: torrents (id, hash, open, seeders, at, bytes)
-- reads: members (id, passkey, banned)
-- reads: downloads (member, torrent, at)

-- name: offered
SELECT id AS key, hash AS info_hash, id AS external_id, seeders, NULL AS leechers, at AS added
FROM torrents WHERE open AND id > :after ORDER BY id LIMIT :limit

-- name: user
SELECT id AS user_id, passkey FROM members WHERE passkey = :passkey AND NOT banned

-- name: history
SELECT d.member AS user_id, t.hash AS info_hash, d.at AS time
FROM downloads d JOIN torrents t ON t.id = d.torrent WHERE d.member = :user AND t.open

-- name: files
SELECT id AS key, id AS external_id, bytes AS torrent
FROM torrents WHERE open AND id > :after ORDER BY id LIMIT :limit
`;

/** A site in a file `site.db`, with its statements in `site.sql`; answers the environment that leads to it. */
export function sqliteSite(
  dir: Tree,
  torrents: readonly { id: number; hash: Uint8Array; seeders: number; bytes: Uint8Array | null }[],
): { env: Record<string, string>; queries: string } {
  const database = new Database(dir.path("site.db"), { create: true });
  database.run(
    "CREATE TABLE torrents (id INTEGER PRIMARY KEY, hash BLOB, open INTEGER, seeders INTEGER, at INTEGER, bytes BLOB)",
  );
  database.run("CREATE TABLE members (id INTEGER PRIMARY KEY, passkey TEXT UNIQUE, banned INTEGER)");
  database.run("CREATE TABLE downloads (member INTEGER, torrent INTEGER, at INTEGER)");
  const add = database.query("INSERT INTO torrents VALUES (?, ?, 1, ?, 1700000000, ?)");
  for (const { id, hash, seeders, bytes } of torrents) add.run(id, hash, seeders, bytes);
  database.close();
  const queries = dir.write("site.sql", SQLITE_QUERIES);
  return { env: { RESEEDER_TRACKER_DSN: `sqlite:${dir.path("site.db")}` }, queries };
}
