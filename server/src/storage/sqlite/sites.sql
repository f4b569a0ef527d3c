-- The places at which orders are to be done or lie, each as long as it was so: whoever has the order has the place. Derived.
CREATE TABLE IF NOT EXISTS site (
  tenant BLOB NOT NULL,
  subject BLOB NOT NULL,          -- the order
  place BLOB NOT NULL,
  from_idx INTEGER NOT NULL,
  to_idx INTEGER,
  PRIMARY KEY (tenant, subject, place, from_idx)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS site_place ON site (tenant, place);
-- Which place followed which, each as long as it was so: their orders share them. Derived.
CREATE TABLE IF NOT EXISTS led (
  tenant BLOB NOT NULL,
  place BLOB NOT NULL,
  lead BLOB NOT NULL,
  from_idx INTEGER NOT NULL,
  to_idx INTEGER,
  PRIMARY KEY (tenant, place, from_idx)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS led_lead ON led (tenant, lead);
