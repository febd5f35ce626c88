-- UNIT3D 9 on MySQL or MariaDB.
-- reads: torrents (id, info_hash, deleted_at, status, seeders, leechers, created_at)
-- reads: users (id, passkey, deleted_at, group_id)
-- reads: groups (id, slug)
-- reads: history (user_id, torrent_id, seeder, completed_at, created_at, deleted_at)

-- name: offered
SELECT id AS `key`, info_hash, id AS external_id, seeders, leechers, UNIX_TIMESTAMP(created_at) AS added
FROM torrents
WHERE deleted_at IS NULL AND status = 1 AND id > :after
ORDER BY id LIMIT :limit

-- name: user
SELECT u.id AS user_id, u.passkey
FROM users u JOIN `groups` g ON g.id = u.group_id
WHERE u.passkey = :passkey AND u.deleted_at IS NULL AND g.slug NOT IN ('validating', 'banned', 'disabled', 'pruned')

-- name: history
SELECT h.user_id, t.info_hash, UNIX_TIMESTAMP(COALESCE(h.completed_at, h.created_at)) AS time
FROM history h
JOIN torrents t ON t.id = h.torrent_id AND t.deleted_at IS NULL AND t.status = 1
JOIN users u ON u.id = h.user_id AND u.deleted_at IS NULL
JOIN `groups` g ON g.id = u.group_id AND g.slug NOT IN ('validating', 'banned', 'disabled', 'pruned')
WHERE h.user_id = :user AND h.deleted_at IS NULL AND (h.completed_at IS NOT NULL OR h.seeder = 1)
