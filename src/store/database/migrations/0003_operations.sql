-- Which database this is. `lineage` goes with every copy of it, so that only its own backups are ever removed; `epoch` is
-- another one after each restore, so that what a client remembers of before is known as such.
CREATE TABLE identity (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  lineage TEXT NOT NULL,
  epoch   TEXT NOT NULL
) STRICT;
INSERT INTO identity VALUES (1, lower(hex(randomblob(8))), lower(hex(randomblob(4))));

-- Work that one process does at a time. A claim that is not renewed in time was left by a process that died.
CREATE TABLE claims (
  name       TEXT PRIMARY KEY,
  token      TEXT NOT NULL,
  pid        INTEGER NOT NULL,
  run_id     INTEGER,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The newest backup among many scans.
CREATE INDEX runs_by_kind ON runs (kind, id);

ALTER TABLE roots ADD COLUMN scanned_at INTEGER;  -- end of the last scan that went through the whole of it
