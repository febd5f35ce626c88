-- NexusPHP Standard 1.5 on MySQL or MariaDB: it has no approval_status and no price, and its tables are MyISAM.
-- reads: torrents (id, info_hash, banned, seeders, leechers, added, owner)
-- reads: users (id, passkey, enabled, parked, status, downloadpos)
-- reads: snatched (torrentid, userid, finished, completedat)

-- name: offered
SELECT id AS `key`, info_hash, id AS external_id, seeders, leechers, UNIX_TIMESTAMP(added) AS added
FROM torrents
WHERE banned = 'no' AND id > :after
ORDER BY id LIMIT :limit

-- name: user
SELECT id AS user_id, passkey
FROM users
WHERE passkey = :passkey AND enabled = 'yes' AND parked = 'no' AND status = 'confirmed' AND downloadpos = 'yes'

-- name: history
SELECT s.userid AS user_id, t.info_hash, UNIX_TIMESTAMP(s.completedat) AS time
FROM snatched s
JOIN torrents t ON t.id = s.torrentid AND t.banned = 'no'
JOIN users u ON u.id = s.userid AND u.enabled = 'yes' AND u.parked = 'no' AND u.status = 'confirmed'
WHERE s.userid = :user AND s.finished = 'yes'
UNION ALL
SELECT t.owner, t.info_hash, UNIX_TIMESTAMP(t.added)
FROM torrents t
JOIN users u ON u.id = t.owner AND u.enabled = 'yes' AND u.parked = 'no' AND u.status = 'confirmed'
WHERE t.owner = :user AND t.banned = 'no'
