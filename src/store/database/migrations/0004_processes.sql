-- Which processes use this database. One that was killed keeps its row: work/presence.ts tells by the beat and the pid.
CREATE TABLE processes (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT NOT NULL,     -- serve, watch, scan, backup, tui
  host       TEXT NOT NULL,
  pid        INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,  -- of its last beat
  ended_at   INTEGER,           -- when it ended in order
  detail     TEXT,              -- serve: where it listens
  error      TEXT,              -- its last error
  error_at   INTEGER,
  UNIQUE (host, pid, kind, started_at)
) STRICT;
