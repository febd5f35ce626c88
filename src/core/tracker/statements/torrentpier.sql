-- TorrentPier on MySQL or MariaDB. A hybrid has both info-hashes, a torrent of version 2 the second alone. Left out:
-- closed, no description, duplicate, copyright, consumed, being checked.
-- reads: bb_bt_torrents (topic_id, info_hash, info_hash_v2, tor_status, reg_time)
-- reads: bb_bt_tracker_snap (topic_id, seeders, leechers)
-- reads: bb_bt_users (user_id, auth_key)
-- reads: bb_users (user_id, user_active)
-- reads: bb_banlist (ban_userid)
-- reads: bb_bt_dlstatus (user_id, topic_id, user_status, last_modified_dlstatus)

-- name: offered
SELECT t.topic_id AS `key`, COALESCE(NULLIF(t.info_hash, ''), t.info_hash_v2) AS info_hash, t.topic_id AS external_id,
  s.seeders, s.leechers, t.reg_time AS added
FROM bb_bt_torrents t LEFT JOIN bb_bt_tracker_snap s ON s.topic_id = t.topic_id
WHERE t.tor_status NOT IN (1, 4, 5, 6, 7, 9) AND t.topic_id > :after
ORDER BY t.topic_id LIMIT :limit

-- name: user
SELECT b.user_id, b.auth_key AS passkey
FROM bb_bt_users b
JOIN bb_users u ON u.user_id = b.user_id
LEFT JOIN bb_banlist x ON x.ban_userid = u.user_id
WHERE b.auth_key = :passkey AND u.user_active = 1 AND x.ban_userid IS NULL

-- name: history
SELECT d.user_id, COALESCE(NULLIF(t.info_hash, ''), t.info_hash_v2) AS info_hash,
  UNIX_TIMESTAMP(d.last_modified_dlstatus) AS time
FROM bb_bt_dlstatus d
JOIN bb_bt_torrents t ON t.topic_id = d.topic_id
JOIN bb_users u ON u.user_id = d.user_id AND u.user_active = 1
LEFT JOIN bb_banlist x ON x.ban_userid = u.user_id
WHERE d.user_id = :user AND d.user_status IN (1, -1) AND x.ban_userid IS NULL
  AND t.tor_status NOT IN (1, 4, 5, 6, 7, 9)
