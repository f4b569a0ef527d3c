-- Orders to wipe a store, by the log's entries. Run at every opening, so that a database made before it gets the table
-- too.

CREATE TABLE IF NOT EXISTS wipe (
  tenant BLOB NOT NULL,
  device BLOB NOT NULL,
  wipe_order BLOB NOT NULL,       -- CBOR of wipe::WipeOrder, the newest
  ordered_at INTEGER NOT NULL,    -- index of its entry
  done_at INTEGER,                -- index of the store's word
  PRIMARY KEY (tenant, device)
) WITHOUT ROWID;
