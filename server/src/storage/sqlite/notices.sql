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
-- What nobody has seen, for the list of it.
CREATE INDEX IF NOT EXISTS notice_unseen ON notice (tenant, at_ms, id) WHERE seen_at_ms IS NULL;
-- Danger that nobody has seen: it stands in front of everything that came later.
CREATE TABLE IF NOT EXISTS notice_danger (
  tenant BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  id BLOB NOT NULL,
  PRIMARY KEY (tenant, at_ms, id)
) WITHOUT ROWID;
-- What one act told of many orders: one notice, the head, stands for all that came before somebody had seen it.
CREATE TABLE IF NOT EXISTS notice_together (
  tenant BLOB NOT NULL,
  id BLOB NOT NULL,               -- the notice; the head is among them
  head BLOB NOT NULL,
  together BLOB NOT NULL,         -- NoticeContent.together
  subject BLOB NOT NULL,
  place INTEGER NOT NULL,         -- which of the head's it is, from 0
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS notice_together_by_head ON notice_together (tenant, head, place);
CREATE INDEX IF NOT EXISTS notice_together_by_act ON notice_together (tenant, together, place);
