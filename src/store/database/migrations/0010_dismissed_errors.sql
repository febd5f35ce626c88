-- An error that an operator has dismissed: the time of that error, so that the next one of the same process is seen.
ALTER TABLE processes ADD COLUMN dismissed_at INTEGER;
