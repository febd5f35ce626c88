CREATE TABLE requests (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  at          INTEGER NOT NULL,
  method      TEXT NOT NULL,
  path        TEXT NOT NULL,
  status      INTEGER NOT NULL,
  duration_us INTEGER NOT NULL,
  bytes_in    INTEGER NOT NULL,
  bytes_out   INTEGER NOT NULL,
  client      TEXT,
  user_id     TEXT,
  files       INTEGER,
  torrents    INTEGER,
  error       TEXT
) STRICT;

CREATE TABLE match_log (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  at            INTEGER NOT NULL,
  user_id       TEXT,
  tier          TEXT NOT NULL,
  files_asked   INTEGER NOT NULL,
  files_matched INTEGER NOT NULL,
  torrents      INTEGER NOT NULL
) STRICT;

CREATE TABLE reports (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  at        INTEGER NOT NULL,
  user_id   TEXT,
  client    TEXT,
  start     INTEGER NOT NULL,  -- bytes of all reports before this one
  bytes     INTEGER NOT NULL,
  confirmed INTEGER NOT NULL,
  rejected  INTEGER NOT NULL,
  body      TEXT  -- as it came; the oldest are emptied first
) STRICT;

-- The bodies that are still kept, the oldest first: what a new report pushes out is found without adding them up.
CREATE INDEX reports_with_body ON reports (start) WHERE body IS NOT NULL;

CREATE TABLE torrent_activity (
  torrent_id      INTEGER PRIMARY KEY REFERENCES torrents (id),
  matched         INTEGER NOT NULL DEFAULT 0,
  confirmed       INTEGER NOT NULL DEFAULT 0,
  rejected        INTEGER NOT NULL DEFAULT 0,
  last_matched_at INTEGER
) STRICT;

CREATE INDEX activity_by_matched ON torrent_activity (matched);
CREATE INDEX activity_by_confirmed ON torrent_activity (confirmed) WHERE confirmed > 0;

CREATE TABLE daily (
  day              TEXT PRIMARY KEY,  -- UTC, 2026-11-20
  requests         INTEGER NOT NULL DEFAULT 0,
  matches          INTEGER NOT NULL DEFAULT 0,
  torrents_matched INTEGER NOT NULL DEFAULT 0,
  files_matched    INTEGER NOT NULL DEFAULT 0,
  reports          INTEGER NOT NULL DEFAULT 0,
  confirmed        INTEGER NOT NULL DEFAULT 0,
  rejected         INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  kind        TEXT NOT NULL,
  status      TEXT NOT NULL,  -- running, done, partly, failed, cancelled
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  pid         INTEGER NOT NULL,
  summary     TEXT            -- JSON
) STRICT;
