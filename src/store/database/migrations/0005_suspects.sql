-- Torrents that an answer had to leave out because their file was gone or had changed; the next scan reads what is there.
CREATE TABLE suspects (
  torrent_id INTEGER PRIMARY KEY REFERENCES torrents (id),
  noted_at   INTEGER NOT NULL
) STRICT;
