-- Gazelle (What.CD) on MySQL or MariaDB; its .torrent files lie in the database.
-- reads: torrents (ID, UserID, info_hash, Seeders, Leechers, Time)
-- reads: users_main (ID, torrent_pass, Enabled)
-- reads: xbt_snatched (uid, fid, tstamp)
-- reads: torrents_files (TorrentID, File)

-- name: offered
SELECT ID AS `key`, info_hash, ID AS external_id, Seeders AS seeders, Leechers AS leechers,
  UNIX_TIMESTAMP(Time) AS added
FROM torrents
WHERE ID > :after
ORDER BY ID LIMIT :limit

-- name: user
SELECT ID AS user_id, torrent_pass AS passkey
FROM users_main
WHERE torrent_pass = :passkey AND Enabled = '1'

-- name: history
SELECT s.uid AS user_id, t.info_hash, MIN(s.tstamp) AS time
FROM xbt_snatched s
JOIN torrents t ON t.ID = s.fid
JOIN users_main u ON u.ID = s.uid AND u.Enabled = '1'
WHERE s.uid = :user
GROUP BY s.uid, s.fid, t.info_hash
UNION ALL
SELECT t.UserID, t.info_hash, UNIX_TIMESTAMP(t.Time)
FROM torrents t
JOIN users_main u ON u.ID = t.UserID AND u.Enabled = '1'
WHERE t.UserID = :user

-- name: files
SELECT f.TorrentID AS `key`, f.TorrentID AS external_id, f.File AS torrent
FROM torrents_files f JOIN torrents t ON t.ID = f.TorrentID
WHERE f.TorrentID > :after
ORDER BY f.TorrentID LIMIT :limit
