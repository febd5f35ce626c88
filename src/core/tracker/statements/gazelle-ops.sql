-- Gazelle of OPSnet on MySQL or MariaDB.
-- reads: torrents (ID, UserID, info_hash, created)
-- reads: torrents_leech_stats (TorrentID, Seeders, Leechers)
-- reads: users_main (ID, torrent_pass, Enabled)
-- reads: xbt_snatched (uid, fid, tstamp)

-- name: offered
SELECT t.ID AS `key`, t.info_hash, t.ID AS external_id, s.Seeders AS seeders, s.Leechers AS leechers,
  UNIX_TIMESTAMP(t.created) AS added
FROM torrents t LEFT JOIN torrents_leech_stats s ON s.TorrentID = t.ID
WHERE t.ID > :after
ORDER BY t.ID LIMIT :limit

-- name: user
SELECT ID AS user_id, torrent_pass AS passkey
FROM users_main
WHERE torrent_pass = :passkey AND Enabled IN ('1', 'enabled')

-- name: history
SELECT s.uid AS user_id, t.info_hash, MIN(s.tstamp) AS time
FROM xbt_snatched s
JOIN torrents t ON t.ID = s.fid
JOIN users_main u ON u.ID = s.uid AND u.Enabled IN ('1', 'enabled')
WHERE s.uid = :user
GROUP BY s.uid, s.fid, t.info_hash
UNION ALL
SELECT t.UserID, t.info_hash, UNIX_TIMESTAMP(t.created)
FROM torrents t
JOIN users_main u ON u.ID = t.UserID AND u.Enabled IN ('1', 'enabled')
WHERE t.UserID = :user
