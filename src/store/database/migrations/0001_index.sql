-- A torrent's row is never deleted and its id never given again (AUTOINCREMENT survives even a deleted row).
CREATE TABLE torrents (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  state         INTEGER NOT NULL DEFAULT 0,  -- bits: 1 missing, 2 flagged, 4 removed; 0 is offered
  revision      INTEGER NOT NULL,            -- moves with every change of state or content
  info_hash_v1  BLOB UNIQUE CHECK (length(info_hash_v1) = 20),
  info_hash_v2  BLOB UNIQUE CHECK (length(info_hash_v2) = 32),
  pieces_hash   BLOB CHECK (length(pieces_hash) = 20),
  name          TEXT NOT NULL,
  private       INTEGER NOT NULL,
  single_file   INTEGER NOT NULL,
  piece_length  INTEGER NOT NULL,
  piece_count   INTEGER NOT NULL,
  info_length   INTEGER NOT NULL,            -- bytes of info; where it starts depends on the location
  pieces_offset INTEGER,                     -- of the content of info.pieces, from the start of info
  pieces_length INTEGER,
  file_count    INTEGER NOT NULL,            -- files that can be matched
  payload_size  INTEGER NOT NULL,            -- bytes of real files
  total_size    INTEGER NOT NULL,            -- padding included
  external_id   TEXT,
  seeders       INTEGER,
  leechers      INTEGER,
  swarm_seen_at INTEGER,
  added_at      INTEGER NOT NULL,
  CHECK (info_hash_v1 IS NOT NULL OR info_hash_v2 IS NOT NULL)
) STRICT;

CREATE INDEX torrents_by_pieces_hash ON torrents (pieces_hash) WHERE pieces_hash IS NOT NULL;

-- All files of a torrent in one value (core/file-list.ts): two fifths of what one row a file takes.
CREATE TABLE file_lists (
  torrent_id INTEGER PRIMARY KEY REFERENCES torrents (id),
  list       BLOB NOT NULL
) STRICT;

-- The two ways from a user's file to a torrent. One row a distinct value and torrent, with how many files share it,
-- so a set of 79 equal volumes is one row.
CREATE TABLE name_index (
  key        INTEGER NOT NULL,  -- core/names.ts nameKey
  torrent_id INTEGER NOT NULL REFERENCES torrents (id),
  files      INTEGER NOT NULL,
  PRIMARY KEY (key, torrent_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE size_index (
  size       INTEGER NOT NULL,
  torrent_id INTEGER NOT NULL REFERENCES torrents (id),
  files      INTEGER NOT NULL,
  PRIMARY KEY (size, torrent_id)
) STRICT, WITHOUT ROWID;

-- Torrents whose rows in the two tables above are still to be written: a large scan writes those rows sorted and in
-- bulk, which takes a third of the time, and a scan that was killed leaves its rest here.
CREATE TABLE unindexed (
  torrent_id INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE roots (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  path     BLOB NOT NULL UNIQUE,
  added_at INTEGER NOT NULL
) STRICT;

-- Where .torrent files lie. A location without a torrent is a rejected file, remembered with its reason.
CREATE TABLE locations (
  id          INTEGER PRIMARY KEY,
  root_id     INTEGER NOT NULL REFERENCES roots (id),
  path        BLOB NOT NULL,  -- below the root, raw bytes
  torrent_id  INTEGER REFERENCES torrents (id),
  size        INTEGER NOT NULL,
  mtime_s     INTEGER NOT NULL,
  mtime_ns    INTEGER NOT NULL,
  inode       INTEGER NOT NULL,
  info_offset INTEGER,
  code        TEXT,
  message     TEXT,
  CHECK ((torrent_id IS NULL) = (code IS NOT NULL)),
  UNIQUE (root_id, path)
) STRICT;

CREATE INDEX locations_by_torrent ON locations (torrent_id);
CREATE INDEX locations_rejected ON locations (code) WHERE code IS NOT NULL;

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Counts that /health and the dashboard read without a scan; kept by store/index-writer.ts.
CREATE TABLE totals (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL DEFAULT 0,
  torrents INTEGER NOT NULL DEFAULT 0,  -- offered
  files    INTEGER NOT NULL DEFAULT 0,  -- of offered torrents
  payload  INTEGER NOT NULL DEFAULT 0,  -- of offered torrents, bytes
  missing  INTEGER NOT NULL DEFAULT 0,
  flagged  INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO totals (id) VALUES (1);
