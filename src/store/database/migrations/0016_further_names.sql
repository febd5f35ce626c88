-- Torrents up to this id may still lack the postings of names under which users may have their files besides
-- (core/content/file-names.ts). New ones come with them; those that were there get theirs in the background.
ALTER TABLE totals ADD COLUMN further_names_until INTEGER NOT NULL DEFAULT 0;
UPDATE totals SET further_names_until = coalesce((SELECT max(id) FROM torrents), 0);
