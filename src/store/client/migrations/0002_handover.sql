-- What `reseeder match --link` has made: written before each step, so that a run that was killed can be finished or
-- undone, and all of it taken away again. No secrets.

CREATE TABLE handover_runs (
  id INTEGER PRIMARY KEY,
  -- A day and a number: 2026-11-27.1
  name TEXT NOT NULL UNIQUE,
  started_at INTEGER NOT NULL,
  -- NULL: under way, or killed.
  finished_at INTEGER,
  undone_at INTEGER,
  -- Which process, so that one that is under way is told from one that was killed.
  process TEXT NOT NULL
) STRICT;

-- Categories, tags and labels that a client did not have before.
CREATE TABLE handover_labels (
  run INTEGER NOT NULL REFERENCES handover_runs (id),
  client TEXT NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY (run, client, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE handed_over (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES handover_runs (id),
  -- KIND:URL, and the user where one stood in the URL.
  client TEXT NOT NULL,
  -- JSON: every info-hash that a client may know it by.
  hashes TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Paths as they are here and as the client has them.
  folder BLOB NOT NULL,
  client_folder BLOB NOT NULL,
  -- begun: to be added · linked: added, with all links · starting: to be started · started · kept: stopped in the client,
  -- with nothing linked · undone
  state TEXT NOT NULL CHECK (state IN ('begun', 'linked', 'starting', 'started', 'kept', 'undone'))
) STRICT;

CREATE INDEX handed_over_run ON handed_over (run);

-- Each before it is made. `dev` and `ino` are text: inode numbers have 64 bits without a sign.
CREATE TABLE made_paths (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES handover_runs (id),
  -- NULL for a link that was made to see whether it can be.
  torrent INTEGER REFERENCES handed_over (id),
  kind TEXT NOT NULL CHECK (kind IN ('folder', 'link', 'reflink', 'copy', 'empty', 'missing')),
  path BLOB NOT NULL,
  -- The user's file that it is linked or copied from.
  source BLOB,
  dev TEXT,
  ino TEXT
) STRICT;

CREATE INDEX made_paths_torrent ON made_paths (torrent);
CREATE INDEX made_paths_run ON made_paths (run);

-- Changes of an inode that were our own: a hard link moves the time of change and nothing else. Who finds `ctime` there
-- may take the file for the one that had `was`.
CREATE TABLE IF NOT EXISTS own_changes (
  dev TEXT NOT NULL,
  ino TEXT NOT NULL,
  ctime TEXT NOT NULL,
  was TEXT NOT NULL,
  PRIMARY KEY (dev, ino)
) STRICT;
