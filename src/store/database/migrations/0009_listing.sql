-- The list of what may be offered that is in force, as its owner last said it. By info-hash: a list names torrents that
-- the index has not got yet. A reason says that the tracker knows the torrent and does not offer it.
CREATE TABLE listed (
  info_hash   BLOB PRIMARY KEY CHECK (length(info_hash) IN (20, 32)),  -- v1, v2 or truncated v2
  external_id TEXT,
  added_at    INTEGER,  -- when the tracker got it, in Unix milliseconds
  reason      TEXT CHECK (reason IN ('not-accepted', 'deleted'))
) STRICT, WITHOUT ROWID;

CREATE TABLE listing (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  state        TEXT NOT NULL DEFAULT 'none' CHECK (state IN ('none', 'in-force', 'restored')),
  owner        TEXT,                        -- who said it: a kind of tracker, or sync
  serial       INTEGER NOT NULL DEFAULT 0,  -- moves with every change of what the list names
  completed_at INTEGER,                     -- end of the last round that was taken whole
  summary      TEXT,                        -- its numbers, as JSON
  attempted_at INTEGER,                     -- end of the last round
  failed       INTEGER NOT NULL DEFAULT 0,  -- rounds that changed nothing since the last complete one
  code         TEXT,                        -- why the last one changed nothing
  message      TEXT
) STRICT;
INSERT INTO listing (id) VALUES (1);

-- Bit 8 of torrents.state is withheld: the list in force does not offer it.
ALTER TABLE torrents ADD COLUMN withheld_reason TEXT;      -- not-listed, not-accepted, deleted, restored
ALTER TABLE torrents ADD COLUMN withheld_at INTEGER;
ALTER TABLE torrents ADD COLUMN tracker_added_at INTEGER;  -- when the tracker got it, by its own word
ALTER TABLE totals ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;
