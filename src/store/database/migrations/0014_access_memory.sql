-- Tables named local_… stay in this database: its copies have them empty.
CREATE TABLE local_secrets (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Whom auth_callback_url let in, so that a restart or a tracker in trouble locks nobody out. No passkeys and no users'
-- ids: HMACs of both, and the id sealed with the passkey.
CREATE TABLE local_let_in (
  passkey BLOB PRIMARY KEY,
  user BLOB NOT NULL,
  identity BLOB NOT NULL,
  at INTEGER NOT NULL,
  -- Since when the tracker could not be asked about this one.
  stays_since INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX local_let_in_by_user ON local_let_in (user);
CREATE INDEX local_let_in_by_time ON local_let_in (at);

CREATE TABLE callback_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- How often somebody was forgotten: an answer to a question from before is not kept.
  forgets INTEGER NOT NULL DEFAULT 0,
  -- What was wrong with the last answer, and since when; null when nothing was.
  trouble TEXT,
  trouble_at INTEGER
) STRICT;
INSERT INTO callback_state (one) VALUES (1);

-- Settings that this database has had a row of: one of these that is missing was lost, and is no new setting.
CREATE TABLE setting_keys (
  key TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO setting_keys SELECT key FROM settings;
INSERT OR IGNORE INTO setting_keys
  SELECT value FROM json_each('["auth","trusted_proxies","announce_urls","anonymize_users","external_id_pattern"]')
  WHERE EXISTS (SELECT 1 FROM settings);

-- The former default; whoever was let in now stays in while the tracker cannot be asked.
UPDATE settings SET value = '60' WHERE key = 'auth_cache_seconds' AND value = '600';
