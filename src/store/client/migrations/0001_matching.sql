-- What a user's machine remembers between two runs of `reseeder match`. No secrets: neither tokens nor passkeys, nor
-- announce addresses that may hold one.

-- A server, by its address.
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  address TEXT NOT NULL UNIQUE
) STRICT;

-- Files that a server was asked about. `file` is a 47-bit hash of name and size.
CREATE TABLE asked (
  source INTEGER NOT NULL REFERENCES sources (id),
  file INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (source, file)
) STRICT, WITHOUT ROWID;

-- Torrents that a server offered and of which something is here.
CREATE TABLE offered (
  source INTEGER NOT NULL REFERENCES sources (id),
  info_hash BLOB NOT NULL,
  torrent_id INTEGER NOT NULL,
  seeders INTEGER,
  torrent BLOB NOT NULL,
  reported INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source, info_hash)
) STRICT;

-- What verification found. It holds as long as `fingerprint` is that of the local files that may be the torrent's.
CREATE TABLE results (
  info_hash BLOB PRIMARY KEY,
  fingerprint BLOB NOT NULL,
  verdict TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
