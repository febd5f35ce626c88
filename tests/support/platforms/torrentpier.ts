import { hexOf, type Platform } from "./platform.ts";

/** 2: checked; 0: not checked; 4: not described; 1: closed … A site shows what is not checked. */
const STATUS = { accepted: 2, pending: 9, rejected: 1 } as const;

/** TorrentPier */
export const TORRENTPIER: Platform = {
  tracker: "torrentpier",
  dialect: "mysql",
  hasSeeders: true,
  hasModeration: true,
  schema: `
    CREATE TABLE bb_bt_torrents (info_hash varbinary(20) NULL, info_hash_v2 varbinary(32) NULL, post_id mediumint unsigned NOT NULL DEFAULT 0,
      poster_id mediumint NOT NULL DEFAULT 0, topic_id mediumint unsigned NOT NULL DEFAULT 0, forum_id smallint unsigned NOT NULL DEFAULT 0,
      size bigint unsigned NOT NULL DEFAULT 0, reg_time int NOT NULL DEFAULT 0, tor_status tinyint NOT NULL DEFAULT 0,
      PRIMARY KEY (topic_id), KEY info_hash (info_hash), KEY info_hash_v2 (info_hash_v2)) DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_bin;
    CREATE TABLE bb_bt_tracker_snap (topic_id mediumint unsigned NOT NULL DEFAULT 0 PRIMARY KEY, seeders mediumint unsigned NOT NULL DEFAULT 0,
      leechers mediumint unsigned NOT NULL DEFAULT 0) DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_bin;
    CREATE TABLE bb_bt_users (user_id mediumint NOT NULL DEFAULT 0 PRIMARY KEY, auth_key char(20) NOT NULL DEFAULT '' UNIQUE)
      DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_bin;
    CREATE TABLE bb_users (user_id mediumint NOT NULL PRIMARY KEY, user_active tinyint NOT NULL DEFAULT 1, username varchar(255) NOT NULL DEFAULT '')
      DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_bin;
    CREATE TABLE bb_banlist (ban_id mediumint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, ban_userid mediumint NOT NULL DEFAULT 0,
      ban_reason varchar(255) NOT NULL DEFAULT '') DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_bin;
    CREATE TABLE bb_bt_dlstatus (user_id mediumint NOT NULL DEFAULT 0, topic_id mediumint unsigned NOT NULL DEFAULT 0,
      user_status tinyint NOT NULL DEFAULT 0, last_modified_dlstatus timestamp NOT NULL DEFAULT current_timestamp(),
      PRIMARY KEY (user_id, topic_id), KEY topic_id (topic_id)) DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_bin;`,
  torrentId: String,
  userId: String,
  addTorrent: ({ id, infoHash, infoHashV2, moderation, seeders, leechers, added, owner }) =>
    `INSERT INTO bb_bt_torrents (info_hash, info_hash_v2, poster_id, topic_id, reg_time, tor_status)
       VALUES (${hexOf(infoHash)}, ${hexOf(infoHashV2)}, ${owner}, ${id}, ${added}, ${STATUS[moderation]});
     INSERT INTO bb_bt_tracker_snap VALUES (${id}, ${seeders}, ${leechers});`,
  moderate: (id, moderation) => `UPDATE bb_bt_torrents SET tor_status = ${STATUS[moderation]} WHERE topic_id = ${id};`,
  deleteTorrent: (id) => `DELETE FROM bb_bt_torrents WHERE topic_id = ${id};`,
  addUser: ({ id, passkey, isBanned }) =>
    `INSERT INTO bb_users (user_id, username) VALUES (${id}, 'user${id}'); INSERT INTO bb_bt_users VALUES (${id}, '${passkey.slice(0, 20)}');
     ${isBanned ? `INSERT INTO bb_banlist (ban_userid) VALUES (${id});` : ""}`,
  ban: (id) => `INSERT INTO bb_banlist (ban_userid) VALUES (${id});`,
  changePasskey: (id, passkey) => `UPDATE bb_bt_users SET auth_key = '${passkey.slice(0, 20)}' WHERE user_id = ${id};`,
  download: (user, torrent, at) => `INSERT INTO bb_bt_dlstatus VALUES (${user}, ${torrent}, 1, FROM_UNIXTIME(${at}));`,
  empty: "DELETE FROM bb_bt_torrents;",
  shrink: (from) => `DELETE FROM bb_bt_torrents WHERE topic_id >= ${from};`,
  dropColumn: "ALTER TABLE bb_bt_torrents DROP COLUMN tor_status;",
};
