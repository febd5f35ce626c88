import type { Platform } from "./platform.ts";

/** Ids as the site makes them, in an order that is not that of the numbers. */
const uuid = (kind: string, id: number) =>
  `${Bun.hash.crc32(`${kind}${id}`).toString(16).padStart(8, "0")}-0000-4000-8000-${String(id).padStart(12, "0")}`;
const torrentId = (id: number) => uuid("torrent", id);
const userId = (id: number) => uuid("user", id);
const hex = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString("hex");

/** Trackarr (Dim145/opentracker 0.28) */
export const TRACKARR: Platform = {
  tracker: "trackarr",
  dialect: "postgres",
  hasSeeders: false,
  hasModeration: true,
  schema: `
    CREATE TABLE users (id text PRIMARY KEY, username text NOT NULL UNIQUE, passkey text NOT NULL UNIQUE, is_banned boolean DEFAULT false NOT NULL,
      banned_until timestamp, hide_download_history boolean DEFAULT false NOT NULL, created_at timestamp DEFAULT now() NOT NULL);
    CREATE UNIQUE INDEX users_passkey_idx ON users (passkey);
    CREATE TABLE torrents (id text PRIMARY KEY, info_hash text NOT NULL UNIQUE, name text NOT NULL, size bigint NOT NULL, torrent_data bytea,
      uploader_id text, is_active boolean DEFAULT true NOT NULL, moderation_status text DEFAULT 'accepted' NOT NULL,
      created_at timestamp DEFAULT now() NOT NULL, updated_at timestamp DEFAULT now() NOT NULL);
    CREATE TABLE hnr_tracking (id text PRIMARY KEY DEFAULT gen_random_uuid()::text, user_id text NOT NULL, torrent_id text NOT NULL,
      downloaded_at timestamp DEFAULT now() NOT NULL, completed_at timestamp);
    CREATE INDEX hnr_user_idx ON hnr_tracking (user_id);`,
  torrentId,
  userId,
  addTorrent: ({ id, infoHash, moderation, added, owner, bytes }) =>
    `INSERT INTO torrents (id, info_hash, name, size, torrent_data, uploader_id, moderation_status, created_at)
     VALUES ('${torrentId(id)}', '${hex(infoHash)}', 't${id}', 1, ${bytes ? `'\\x${hex(bytes)}'` : "NULL"}, '${userId(owner)}', '${moderation}', to_timestamp(${added}) AT TIME ZONE 'UTC');`,
  moderate: (id, moderation) =>
    `UPDATE torrents SET moderation_status = '${moderation}' WHERE id = '${torrentId(id)}';`,
  deleteTorrent: (id) => `DELETE FROM torrents WHERE id = '${torrentId(id)}';`,
  addUser: ({ id, passkey, isBanned = false }) =>
    `INSERT INTO users (id, username, passkey, is_banned) VALUES ('${userId(id)}', 'user${id}', '${passkey}', ${isBanned});`,
  ban: (id) => `UPDATE users SET is_banned = true WHERE id = '${userId(id)}';`,
  changePasskey: (id, passkey) => `UPDATE users SET passkey = '${passkey}' WHERE id = '${userId(id)}';`,
  download: (user, torrent, at) =>
    `INSERT INTO hnr_tracking (user_id, torrent_id, completed_at) VALUES ('${userId(user)}', '${torrentId(torrent)}', to_timestamp(${at}) AT TIME ZONE 'UTC');`,
  empty: "DELETE FROM torrents;",
  shrink: (from) => `DELETE FROM torrents WHERE right(id, 12)::int >= ${from};`,
  dropColumn: "ALTER TABLE torrents DROP COLUMN moderation_status;",
};
