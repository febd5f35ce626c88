-- Trackarr on PostgreSQL; its .torrent files lie in the database, its counts of seeders do not (they are scraped).
-- keys: text
-- reads: torrents (id, info_hash, is_active, moderation_status, created_at, torrent_data)
-- reads: users (id, passkey, is_banned, banned_until, hide_download_history)
-- reads: hnr_tracking (user_id, torrent_id, completed_at)

-- name: offered
SELECT id AS key, info_hash, id AS external_id, NULL AS seeders, NULL AS leechers,
  floor(extract(epoch FROM created_at)) AS added
FROM torrents
WHERE is_active AND moderation_status = 'accepted' AND id > :after
ORDER BY id LIMIT :limit

-- name: user
SELECT id AS user_id, passkey
FROM users
WHERE passkey = :passkey AND NOT is_banned AND (banned_until IS NULL OR banned_until < now())

-- name: history
SELECT h.user_id, t.info_hash, floor(extract(epoch FROM h.completed_at)) AS time
FROM hnr_tracking h
JOIN torrents t ON t.id = h.torrent_id AND t.is_active AND t.moderation_status = 'accepted'
JOIN users u ON u.id = h.user_id AND NOT u.hide_download_history
  AND NOT u.is_banned AND (u.banned_until IS NULL OR u.banned_until < now())
WHERE h.user_id = :user AND h.completed_at IS NOT NULL

-- name: files
SELECT id AS key, id AS external_id, torrent_data AS torrent
FROM torrents
WHERE is_active AND moderation_status = 'accepted' AND id > :after
ORDER BY id LIMIT :limit
