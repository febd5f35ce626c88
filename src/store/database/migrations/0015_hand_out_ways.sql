-- How a torrent was handed out: name, size, archive, download. Null for what was handed out before this was noted.
ALTER TABLE hand_outs ADD COLUMN way TEXT;
