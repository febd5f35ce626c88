-- Up to when what is kept of users was wiped, by kind: rows of before that are in nobody's memory any more either.
CREATE TABLE wipes (
  kind TEXT PRIMARY KEY,
  at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The database that a backup is of: copies of one database have the same lineage, and may share a folder for backups.
ALTER TABLE backups ADD COLUMN path TEXT;
