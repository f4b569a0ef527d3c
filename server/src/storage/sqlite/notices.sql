-- Notices of due moments. Run at every opening, so that a database made before them gets the table too.

-- A due moment is told once, however often it is reckoned: its id is the key.
CREATE TABLE IF NOT EXISTS notice (
  tenant BLOB NOT NULL,
  id BLOB NOT NULL,               -- sla::target::DueId
  subject BLOB NOT NULL,
  at_ms INTEGER NOT NULL,         -- when it came due
  fired_at_ms INTEGER NOT NULL,   -- when the hub told it
  seen_at_ms INTEGER,             -- when somebody at the office said that they saw it
  content BLOB NOT NULL,          -- CBOR of storage::notices::NoticeContent
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
-- Notices that the operator's own system has taken (docs/office-api.md, notices elsewhere).
CREATE TABLE IF NOT EXISTS notice_sent (
  tenant BLOB NOT NULL,
  id BLOB NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
-- What an order told people at once, until somebody at the office has read it.
CREATE TABLE IF NOT EXISTS notice_unread (
  tenant BLOB NOT NULL,
  subject BLOB NOT NULL,
  id BLOB NOT NULL,
  PRIMARY KEY (tenant, subject, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS notice_by_time ON notice (tenant, at_ms, id);
