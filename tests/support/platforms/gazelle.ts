import { hexOf, type Platform, type SiteTorrent } from "./platform.ts";

/** Gazelle knows no moderation: what is not accepted is not there. */
const onlyAccepted = (add: (torrent: SiteTorrent) => string) => (torrent: SiteTorrent) =>
  torrent.moderation === "accepted" ? add(torrent) : "";

const shared = {
  dialect: "mysql",
  hasSeeders: true,
  hasModeration: false,
  torrentId: String,
  userId: String,
  moderate: () => "",
  changePasskey: (id: number, passkey: string) => `UPDATE users_main SET torrent_pass = '${passkey}' WHERE ID = ${id};`,
  empty: "DELETE FROM torrents;",
  shrink: (from: number) => `DELETE FROM torrents WHERE ID >= ${from};`,
  download: (user: number, torrent: number, at: number) =>
    `INSERT INTO xbt_snatched (uid, fid, tstamp, IP) VALUES (${user}, ${torrent}, ${at}, ''), (${user}, ${torrent}, ${at + 100}, '');`,
} as const;

/** Gazelle as What.CD left it */
export const GAZELLE: Platform = {
  ...shared,
  tracker: "gazelle",
  schema: `SET SESSION sql_mode = '';
    CREATE TABLE torrents (ID int(10) NOT NULL AUTO_INCREMENT PRIMARY KEY, GroupID int(10) NOT NULL DEFAULT 0, UserID int(10) DEFAULT NULL,
      info_hash blob NOT NULL, Size bigint(12) NOT NULL DEFAULT 0, Leechers int(6) NOT NULL DEFAULT 0, Seeders int(6) NOT NULL DEFAULT 0,
      Time datetime NOT NULL DEFAULT '0000-00-00 00:00:00', UNIQUE KEY InfoHash (info_hash(40)), KEY UserID (UserID))
      ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
    CREATE TABLE torrents_files (TorrentID int(10) NOT NULL PRIMARY KEY, File mediumblob NOT NULL) ENGINE=MyISAM DEFAULT CHARSET=utf8mb3;
    CREATE TABLE users_main (ID int(10) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, Username varchar(20) NOT NULL,
      Enabled enum('0','1','2') NOT NULL DEFAULT '0', can_leech tinyint(4) NOT NULL DEFAULT 1, torrent_pass char(32) NOT NULL,
      UNIQUE KEY Username (Username), KEY torrent_pass (torrent_pass)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
    CREATE TABLE xbt_snatched (uid int(11) NOT NULL DEFAULT 0, tstamp int(11) NOT NULL, fid int(11) NOT NULL, IP varchar(15) NOT NULL,
      KEY fid (fid), KEY tstamp (tstamp), KEY uid_tstamp (uid, tstamp)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;`,
  addTorrent: onlyAccepted(
    ({ id, infoHash, seeders, leechers, added, owner, bytes }) =>
      `INSERT INTO torrents (ID, UserID, info_hash, Seeders, Leechers, Time) VALUES (${id}, ${owner}, ${hexOf(infoHash)}, ${seeders}, ${leechers}, FROM_UNIXTIME(${added}));
       ${bytes ? `INSERT INTO torrents_files VALUES (${id}, ${hexOf(bytes)});` : ""}`,
  ),
  deleteTorrent: (id) => `DELETE FROM torrents WHERE ID = ${id};`,
  addUser: ({ id, passkey, isBanned }) =>
    `INSERT INTO users_main (ID, Username, Enabled, torrent_pass) VALUES (${id}, 'user${id}', '${isBanned ? 2 : 1}', '${passkey}');`,
  ban: (id) => `UPDATE users_main SET Enabled = '2' WHERE ID = ${id};`,
  dropColumn: "ALTER TABLE torrents DROP COLUMN Seeders;",
};

/** Gazelle of OPSnet */
export const GAZELLE_OPS: Platform = {
  ...shared,
  tracker: "gazelle-ops",
  schema: `
    CREATE TABLE torrents (ID int NOT NULL AUTO_INCREMENT PRIMARY KEY, GroupID int NOT NULL DEFAULT 0, UserID int unsigned DEFAULT NULL,
      info_hash binary(20) NOT NULL, Size bigint NOT NULL DEFAULT 0, created datetime NOT NULL DEFAULT current_timestamp(),
      UNIQUE KEY InfoHash (info_hash), KEY UserID (UserID)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
    CREATE TABLE deleted_torrents LIKE torrents;
    CREATE TABLE torrents_leech_stats (TorrentID int NOT NULL PRIMARY KEY, Seeders int unsigned NOT NULL DEFAULT 0,
      Leechers int unsigned NOT NULL DEFAULT 0, Snatched int unsigned NOT NULL DEFAULT 0) DEFAULT CHARSET=utf8mb4;
    CREATE TABLE users_main (ID int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, Username varchar(30) NOT NULL,
      Enabled enum('0','1','2','unconfirmed','enabled','disabled','banned') NOT NULL DEFAULT '0', can_leech tinyint NOT NULL DEFAULT 1,
      torrent_pass char(32) NOT NULL, UNIQUE KEY Username (Username), KEY torrent_pass (torrent_pass))
      DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
    CREATE TABLE xbt_snatched (uid int NOT NULL DEFAULT 0, tstamp int NOT NULL, fid int NOT NULL, IP varchar(15) NOT NULL,
      seedtime int NOT NULL DEFAULT 0, KEY fid (fid), KEY tstamp (tstamp), KEY uid_tstamp (uid, tstamp)) DEFAULT CHARSET=utf8mb4;`,
  addTorrent: onlyAccepted(
    ({ id, infoHash, seeders, leechers, added, owner }) =>
      `INSERT INTO torrents (ID, UserID, info_hash, created) VALUES (${id}, ${owner}, ${hexOf(infoHash)}, FROM_UNIXTIME(${added}));
       INSERT INTO torrents_leech_stats (TorrentID, Seeders, Leechers) VALUES (${id}, ${seeders}, ${leechers});`,
  ),
  deleteTorrent: (id) =>
    `INSERT INTO deleted_torrents SELECT * FROM torrents WHERE ID = ${id}; DELETE FROM torrents WHERE ID = ${id};`,
  addUser: ({ id, passkey, isBanned }) =>
    `INSERT INTO users_main (ID, Username, Enabled, torrent_pass) VALUES (${id}, 'user${id}', '${isBanned ? "banned" : "enabled"}', '${passkey}');`,
  ban: (id) => `UPDATE users_main SET Enabled = 'disabled' WHERE ID = ${id};`,
  dropColumn: "ALTER TABLE torrents_leech_stats DROP COLUMN Seeders;",
};
