-- Who may use the API. Of a token only its SHA-256 is kept; one that was revoked keeps its row.
CREATE TABLE tokens (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  name         TEXT NOT NULL,
  hash         BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  scopes       TEXT NOT NULL,     -- match,manage,metrics
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  revoked_at   INTEGER,
  last_used_at INTEGER
) STRICT;

CREATE UNIQUE INDEX tokens_in_force ON tokens (name) WHERE revoked_at IS NULL;

-- What went to whom. No further index: it is written all day and read when there is trouble.
CREATE TABLE hand_outs (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         INTEGER NOT NULL,
  identity   TEXT NOT NULL,
  torrent_id INTEGER NOT NULL REFERENCES torrents (id)
) STRICT;
