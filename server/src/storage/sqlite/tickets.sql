-- Tickets of hosts' backends. Run at every opening, so that a database made before tickets gets the tables too.

CREATE TABLE IF NOT EXISTS ticket_key (
  tenant BLOB NOT NULL,
  key BLOB NOT NULL,              -- keys::KeyId
  public BLOB NOT NULL,           -- CBOR of keys::PublicKey
  name TEXT NOT NULL,
  roles BLOB NOT NULL,            -- CBOR: [text, …]
  may_create INTEGER NOT NULL,
  added_at_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER,
  PRIMARY KEY (tenant, key)
) WITHOUT ROWID;

-- A row goes a day after the ticket's end: until then the ticket is known as used.
CREATE TABLE IF NOT EXISTS ticket_used (
  tenant BLOB NOT NULL,
  key BLOB NOT NULL,
  ticket BLOB NOT NULL,           -- hash of its id
  device BLOB NOT NULL,
  person BLOB NOT NULL,
  expires_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, key, ticket)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS staff_number (
  tenant BLOB NOT NULL,
  number TEXT NOT NULL,
  person BLOB NOT NULL,
  PRIMARY KEY (tenant, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS staff_number_person ON staff_number (tenant, person);
