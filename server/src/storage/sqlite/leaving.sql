-- Documents of which a value has to leave every phone. Run at every opening, so that a database made before it gets
-- the table too.

-- Written with the change that takes the value out of sight, taken away with the next generation.
CREATE TABLE IF NOT EXISTS leaving (
  tenant BLOB NOT NULL,
  subject BLOB NOT NULL,
  audience TEXT NOT NULL,
  name TEXT NOT NULL,
  generation INTEGER NOT NULL,    -- the one in which the value stands
  PRIMARY KEY (tenant, subject, audience, name)
) WITHOUT ROWID;
