import { hexOf, type Platform } from "./platform.ts";

const STATUS = { accepted: 1, pending: 0, rejected: 2 } as const;

/** UNIT3D 9 */
export const UNIT3D: Platform = {
  tracker: "unit3d",
  dialect: "mysql",
  hasSeeders: true,
  hasModeration: true,
  schema: `
    CREATE TABLE \`groups\` (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(255) NOT NULL,
      slug varchar(255) NOT NULL UNIQUE) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
    INSERT INTO \`groups\` (id, name, slug) VALUES (1, 'User', 'user'), (2, 'Banned', 'banned'),
      (3, 'Validating', 'validating'), (4, 'Disabled', 'disabled'), (5, 'Pruned', 'pruned');
    CREATE TABLE users (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, username varchar(255) NOT NULL UNIQUE,
      email varchar(255) NOT NULL, password varchar(255) NOT NULL, passkey varchar(255) NOT NULL UNIQUE,
      group_id int NOT NULL, can_download tinyint(1) NOT NULL DEFAULT 1, deleted_at timestamp NULL DEFAULT NULL,
      KEY users_group_id_foreign (group_id)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
    CREATE TABLE torrents (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(255) NOT NULL,
      description text NOT NULL, info_hash binary(20) NOT NULL, file_name varchar(255) NOT NULL, num_file int NOT NULL,
      size double NOT NULL, leechers int NOT NULL DEFAULT 0, seeders int NOT NULL DEFAULT 0, user_id int unsigned NOT NULL,
      status smallint NOT NULL DEFAULT 0, created_at timestamp NULL DEFAULT NULL, updated_at timestamp NULL DEFAULT NULL,
      deleted_at timestamp NULL DEFAULT NULL, KEY torrents_info_hash_index (info_hash))
      DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
    CREATE TABLE history (user_id int unsigned NOT NULL, torrent_id int unsigned NOT NULL, agent varchar(64) NOT NULL DEFAULT '',
      uploaded bigint unsigned NOT NULL DEFAULT 0, downloaded bigint unsigned NOT NULL DEFAULT 0,
      seeder tinyint(1) NOT NULL DEFAULT 0, active tinyint(1) NOT NULL DEFAULT 0, completed_at datetime NULL DEFAULT NULL,
      created_at timestamp NULL DEFAULT NULL, updated_at timestamp NULL DEFAULT NULL, deleted_at timestamp NULL DEFAULT NULL,
      PRIMARY KEY (user_id, torrent_id)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;`,
  torrentId: String,
  userId: String,
  addTorrent: ({ id, infoHash, moderation, seeders, leechers, added, owner }) =>
    `INSERT INTO torrents (id, name, description, info_hash, file_name, num_file, size, leechers, seeders, user_id, status, created_at)
     VALUES (${id}, 't${id}', '', ${hexOf(infoHash)}, '${id}.torrent', 1, 1, ${leechers}, ${seeders}, ${owner}, ${STATUS[moderation]}, FROM_UNIXTIME(${added}));`,
  moderate: (id, moderation) => `UPDATE torrents SET status = ${STATUS[moderation]} WHERE id = ${id};`,
  deleteTorrent: (id) => `UPDATE torrents SET deleted_at = NOW() WHERE id = ${id};`,
  addUser: ({ id, passkey, isBanned }) =>
    `INSERT INTO users (id, username, email, password, passkey, group_id) VALUES (${id}, 'user${id}', '', '', '${passkey}', ${isBanned ? 2 : 1});`,
  ban: (id) => `UPDATE users SET group_id = 2 WHERE id = ${id};`,
  changePasskey: (id, passkey) => `UPDATE users SET passkey = '${passkey}' WHERE id = ${id};`,
  download: (user, torrent, at) =>
    `INSERT INTO history (user_id, torrent_id, completed_at, created_at) VALUES (${user}, ${torrent}, FROM_UNIXTIME(${at}), FROM_UNIXTIME(${at}));`,
  empty: "DELETE FROM torrents;",
  shrink: (from) => `DELETE FROM torrents WHERE id >= ${from};`,
  dropColumn: "ALTER TABLE torrents DROP COLUMN status;",
};
