-- What is to be known of a tracker's API from one process to the next, and of this database alone (no copy has it):
--   paused   until when it is left alone, in Unix milliseconds
--   told     a dry run told how many info-hashes would be registered
--   flagged  the info-hash that was flagged to register it, and may not have been unflagged
CREATE TABLE local_tracker_notes (
  name    TEXT PRIMARY KEY,
  tracker TEXT NOT NULL,  -- the settings tracker and tracker_url: of another one nothing of it holds
  value   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Whoever turns registering on again is told again.
CREATE TRIGGER tracker_push_changed AFTER UPDATE OF value ON settings
WHEN new.key = 'tracker_push' AND new.value <> old.value
BEGIN
  DELETE FROM local_tracker_notes WHERE name = 'told';
END;
