-- Which shelves are counted, and which orders took from them: where to look when a shelf is reckoned. Derived from the facts.
CREATE TABLE IF NOT EXISTS stocked (
  tenant BLOB NOT NULL,
  place BLOB NOT NULL,            -- the shelf
  subject BLOB NOT NULL,          -- an order that took from it, or the shelf itself where something was counted
  idx INTEGER NOT NULL,           -- the last entry that says so
  PRIMARY KEY (tenant, place, subject)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS stocked_idx ON stocked (tenant, idx);
