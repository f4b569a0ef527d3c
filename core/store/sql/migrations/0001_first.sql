-- The current schema of a store in full: what a new store is made from. Beside it stand the numbered
-- steps in `migrations/`; a test shows that both give the same database.

-- Single values: who this store is and how far it has come.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;
