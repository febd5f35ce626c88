-- The newest backup's number. Numbers go on after a restore, so they order a database's backups whatever clocks said.
CREATE TABLE backups (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at     INTEGER NOT NULL
) STRICT;
