-- A copy of a file that lies in a folder (the setting store_torrents): only the file decides whether it is missing.
ALTER TABLE stored_torrents ADD COLUMN is_copy INTEGER NOT NULL DEFAULT 0;
CREATE INDEX stored_copies ON stored_torrents (torrent_id) WHERE is_copy = 1;
