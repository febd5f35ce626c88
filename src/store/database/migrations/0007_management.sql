-- .torrent files that lie in no folder: those that were pushed, without any passkey (core/personalise.ts).
CREATE TABLE stored_torrents (
  torrent_id  INTEGER PRIMARY KEY REFERENCES torrents (id),
  info_offset INTEGER NOT NULL,
  bytes       BLOB NOT NULL,
  stored_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX stored_by_time ON stored_torrents (stored_at);  -- also how many there are, without reading their bytes

ALTER TABLE torrents ADD COLUMN external_id_given INTEGER NOT NULL DEFAULT 0;  -- said by a push; else the file's name says it
CREATE INDEX torrents_by_external_id ON torrents (external_id) WHERE external_id IS NOT NULL;
ALTER TABLE totals ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;  -- by an operator, whatever else they are
CREATE INDEX torrents_off_offer ON torrents (state) WHERE state <> 0;
ALTER TABLE roots ADD COLUMN external_id_pattern TEXT;  -- the setting that its torrents' ids were made with

-- Swarms. Of the torrents on offer: without a seeder, and with a known number of seeders.
ALTER TABLE totals ADD COLUMN dead INTEGER NOT NULL DEFAULT 0;
ALTER TABLE totals ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX torrents_dead ON torrents (leechers) WHERE seeders = 0 AND state = 0;

-- A torrent without a seeder that somebody says he holds: when the next count finds one, it was revived.
CREATE TABLE pending_revivals (
  torrent_id   INTEGER PRIMARY KEY REFERENCES torrents (id),
  user_id      TEXT,
  confirmed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE revivals (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  at           INTEGER NOT NULL,
  torrent_id   INTEGER NOT NULL REFERENCES torrents (id),
  user_id      TEXT,
  confirmed_at INTEGER NOT NULL,
  seeders      INTEGER NOT NULL
) STRICT;
ALTER TABLE daily ADD COLUMN revived INTEGER NOT NULL DEFAULT 0;

-- Of matches, torrents_matched and files_matched: those by size alone (phase 2).
ALTER TABLE daily ADD COLUMN size_matches INTEGER NOT NULL DEFAULT 0;
ALTER TABLE daily ADD COLUMN size_torrents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE daily ADD COLUMN size_files INTEGER NOT NULL DEFAULT 0;

-- What a user once downloaded, by the tracker's word (import) or because he confirmed what was handed to him (report).
-- By info-hash: a history may come before the torrents.
CREATE TABLE history (
  user_id   TEXT NOT NULL,
  info_hash BLOB NOT NULL CHECK (length(info_hash) IN (20, 32)),
  at        INTEGER,
  source    TEXT NOT NULL CHECK (source IN ('import', 'report')),
  PRIMARY KEY (user_id, info_hash)
) STRICT, WITHOUT ROWID;

-- Whether a torrent that somebody confirms was ever handed to him.
CREATE INDEX hand_outs_by_identity ON hand_outs (identity, torrent_id);

CREATE TABLE secrets (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO secrets VALUES ('user_key', randomblob(32));

-- Words of names and file names. Filled behind the index (store/search.ts), up to the id that totals.searchable says.
-- core/search-words.ts takes the words out of the text, so that all this tokenizer finds is spaces.
CREATE VIRTUAL TABLE search USING fts5 (words, content = '', columnsize = 0, detail = none, tokenize = 'ascii');
ALTER TABLE totals ADD COLUMN searchable INTEGER NOT NULL DEFAULT 0;
