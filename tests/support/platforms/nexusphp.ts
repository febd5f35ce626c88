import { hexOf, type Platform } from "./platform.ts";

const STATUS = { accepted: 1, pending: 0, rejected: 2 } as const;

const USERS = (engine: string, charset: string) => `
    CREATE TABLE users (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, username varchar(40) NOT NULL DEFAULT '',
      passhash varchar(32) NOT NULL DEFAULT '', status enum('pending','confirmed') NOT NULL DEFAULT 'pending',
      enabled enum('yes','no') NOT NULL DEFAULT 'yes', parked enum('yes','no') NOT NULL DEFAULT 'no',
      downloadpos enum('yes','no') NOT NULL DEFAULT 'yes', passkey varchar(32) NOT NULL DEFAULT '',
      UNIQUE KEY username (username), KEY passkey (passkey)) ENGINE=${engine} ${charset};`;

const users = {
  userId: String,
  addUser: ({ id, passkey, isBanned = false }: { id: number; passkey: string; isBanned?: boolean }) =>
    `INSERT INTO users (id, username, status, enabled, passkey) VALUES (${id}, 'user${id}', 'confirmed', '${isBanned ? "no" : "yes"}', '${passkey}');`,
  ban: (id: number) => `UPDATE users SET enabled = 'no' WHERE id = ${id};`,
  changePasskey: (id: number, passkey: string) => `UPDATE users SET passkey = '${passkey}' WHERE id = ${id};`,
};

const torrents = {
  torrentId: String,
  deleteTorrent: (id: number) => `DELETE FROM torrents WHERE id = ${id};`,
  empty: "DELETE FROM torrents;",
  shrink: (from: number) => `DELETE FROM torrents WHERE id >= ${from};`,
  download: (user: number, torrent: number, at: number) =>
    `INSERT INTO snatched (torrentid, userid, finished, completedat) VALUES (${torrent}, ${user}, 'yes', FROM_UNIXTIME(${at}));`,
};

/** NexusPHP 1.8 */
export const NEXUSPHP: Platform = {
  tracker: "nexusphp",
  dialect: "mysql",
  hasSeeders: true,
  hasModeration: true,
  schema: `${USERS("InnoDB", "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci")}
    CREATE TABLE torrents (id mediumint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, info_hash binary(20) DEFAULT NULL,
      name varchar(255) NOT NULL DEFAULT '', filename varchar(255) NOT NULL DEFAULT '', added datetime DEFAULT NULL,
      leechers mediumint unsigned NOT NULL DEFAULT 0, seeders mediumint unsigned NOT NULL DEFAULT 0,
      visible enum('yes','no') NOT NULL DEFAULT 'yes', banned enum('yes','no') NOT NULL DEFAULT 'no',
      owner mediumint unsigned NOT NULL DEFAULT 0, approval_status int NOT NULL DEFAULT 0, price int NOT NULL DEFAULT 0,
      pieces_hash char(40) NOT NULL DEFAULT '', UNIQUE KEY info_hash (info_hash), KEY owner (owner), KEY pieces_hash (pieces_hash))
      DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
    CREATE TABLE snatched (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, torrentid mediumint unsigned NOT NULL DEFAULT 0,
      userid mediumint unsigned NOT NULL DEFAULT 0, completedat datetime DEFAULT NULL, finished enum('yes','no') NOT NULL DEFAULT 'no',
      UNIQUE KEY snatched_torrentid_userid_unique (torrentid, userid), KEY userid (userid))
      DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;`,
  ...users,
  ...torrents,
  addTorrent: ({ id, infoHash, moderation, seeders, leechers, added, owner }) =>
    `INSERT INTO torrents (id, info_hash, name, added, leechers, seeders, owner, approval_status)
     VALUES (${id}, ${hexOf(infoHash)}, 't${id}', FROM_UNIXTIME(${added}), ${leechers}, ${seeders}, ${owner}, ${STATUS[moderation]});`,
  moderate: (id, moderation) => `UPDATE torrents SET approval_status = ${STATUS[moderation]} WHERE id = ${id};`,
  dropColumn: "ALTER TABLE torrents DROP COLUMN approval_status;",
};

/** NexusPHP Standard 1.5 */
export const NEXUSPHP_1_5: Platform = {
  tracker: "nexusphp",
  dialect: "mysql",
  hasSeeders: true,
  hasModeration: true,
  schema: `SET SESSION sql_mode = '';${USERS("MyISAM", "DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci")}
    CREATE TABLE torrents (id mediumint(8) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, info_hash binary(20) NOT NULL,
      name varchar(255) NOT NULL DEFAULT '', filename varchar(255) NOT NULL DEFAULT '',
      added datetime NOT NULL DEFAULT '0000-00-00 00:00:00', leechers mediumint(8) unsigned NOT NULL DEFAULT 0,
      seeders mediumint(8) unsigned NOT NULL DEFAULT 0, visible enum('yes','no') NOT NULL DEFAULT 'yes',
      banned enum('yes','no') NOT NULL DEFAULT 'no', owner mediumint(8) unsigned NOT NULL DEFAULT 0,
      UNIQUE KEY info_hash (info_hash), KEY owner (owner)) ENGINE=MyISAM DEFAULT CHARSET=utf8mb3;
    CREATE TABLE snatched (id int(10) NOT NULL AUTO_INCREMENT PRIMARY KEY, torrentid mediumint(8) unsigned NOT NULL DEFAULT 0,
      userid mediumint(8) unsigned NOT NULL DEFAULT 0, completedat datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
      finished enum('yes','no') NOT NULL DEFAULT 'no', KEY torrentid_userid (torrentid, userid), KEY userid (userid))
      ENGINE=MyISAM DEFAULT CHARSET=utf8mb3;`,
  ...users,
  ...torrents,
  addTorrent: ({ id, infoHash, moderation, seeders, leechers, added, owner }) =>
    `INSERT INTO torrents (id, info_hash, name, added, leechers, seeders, owner, banned)
     VALUES (${id}, ${hexOf(infoHash)}, 't${id}', FROM_UNIXTIME(${added}), ${leechers}, ${seeders}, ${owner}, '${banned(moderation)}');`,
  moderate: (id, moderation) => `UPDATE torrents SET banned = '${banned(moderation)}' WHERE id = ${id};`,
  wholeTable: "torrents",
  repair: "REPAIR TABLE torrents, users, snatched;",
  dropColumn: "ALTER TABLE torrents DROP COLUMN banned;",
};

const banned = (moderation: string) => (moderation === "accepted" ? "no" : "yes");
