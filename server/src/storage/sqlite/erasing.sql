-- Erased orders, by the log's entries. Run at every opening, so that a database made before it gets the tables too.

CREATE TABLE IF NOT EXISTS erasure (
  tenant BLOB NOT NULL,
  idx INTEGER NOT NULL,           -- of its entry
  subject BLOB NOT NULL,
  erasure BLOB NOT NULL,          -- CBOR of erasure::Erasure
  purged INTEGER NOT NULL,        -- 1: nothing of it is in the database any more
  PRIMARY KEY (tenant, idx)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS erasure_subject ON erasure (tenant, subject);
-- How far each store is: whoever was enrolled before an erasure may hold the order.
CREATE TABLE IF NOT EXISTS erasing (
  tenant BLOB NOT NULL,
  device BLOB NOT NULL,
  since INTEGER NOT NULL,         -- index of its first enrolment
  through INTEGER NOT NULL,       -- erasures of a lower index are carried out there
  PRIMARY KEY (tenant, device)
) WITHOUT ROWID;
-- Orders that may not be erased.
CREATE TABLE IF NOT EXISTS legal_hold (
  tenant BLOB NOT NULL,
  subject BLOB NOT NULL,
  basis TEXT NOT NULL,
  held_at INTEGER NOT NULL,       -- index of its entry
  PRIMARY KEY (tenant, subject)
) WITHOUT ROWID;
