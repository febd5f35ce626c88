-- Which torrents each user got today, for the setting hand_outs_per_day; `who` is a keyed hash, and earlier days go.
CREATE TABLE daily_hand_outs (
  day        TEXT NOT NULL,  -- UTC, 2026-11-20
  who        TEXT NOT NULL,
  torrent_id INTEGER NOT NULL,
  PRIMARY KEY (day, who, torrent_id)
) STRICT, WITHOUT ROWID;
