-- NexusPHP 1.8 to 1.10 on MySQL or MariaDB. A site that shows what is not approved yet writes approval_status <> 2; one
-- whose paid torrents may be reseeded leaves out price = 0.
-- reads: torrents (id, info_hash, banned, approval_status, price, seeders, leechers, added, owner)
-- reads: users (id, passkey, enabled, parked, status, downloadpos)
-- reads: snatched (torrentid, userid, finished, completedat)

-- name: offered
SELECT id AS `key`, info_hash, id AS external_id, seeders, leechers, UNIX_TIMESTAMP(added) AS added
FROM torrents
WHERE banned = 'no' AND approval_status = 1 AND price = 0 AND info_hash IS NOT NULL AND id > :after
ORDER BY id LIMIT :limit

-- name: user
SELECT id AS user_id, passkey
FROM users
WHERE passkey = :passkey AND enabled = 'yes' AND parked = 'no' AND status = 'confirmed' AND downloadpos = 'yes'

-- name: history
SELECT s.userid AS user_id, t.info_hash, UNIX_TIMESTAMP(s.completedat) AS time
FROM snatched s
JOIN torrents t ON t.id = s.torrentid AND t.banned = 'no' AND t.approval_status = 1 AND t.price = 0
JOIN users u ON u.id = s.userid AND u.enabled = 'yes' AND u.parked = 'no' AND u.status = 'confirmed'
WHERE s.userid = :user AND s.finished = 'yes'
UNION ALL
SELECT t.owner, t.info_hash, UNIX_TIMESTAMP(t.added)
FROM torrents t
JOIN users u ON u.id = t.owner AND u.enabled = 'yes' AND u.parked = 'no' AND u.status = 'confirmed'
WHERE t.owner = :user AND t.banned = 'no' AND t.approval_status = 1 AND t.price = 0
