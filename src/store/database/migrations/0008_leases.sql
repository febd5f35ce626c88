-- What one process does at a time is a lease everywhere else too.
ALTER TABLE claims RENAME TO leases;
