-- The hub's tables, SQLite. Every table begins with the tenant, so that a distributed engine can place it.
-- What is true is in `entry`, `envelope`, `body` and `seal`; everything under "derived" can be rebuilt from them.

-- One row a tenant, the counter of its log: locked last in every transaction that appends.
CREATE TABLE tenant (
  tenant BLOB NOT NULL PRIMARY KEY,
  lineage BLOB NOT NULL,
  size INTEGER NOT NULL,          -- entries; the next index
  rules INTEGER NOT NULL,         -- size after the last entry that changed rules
  edge BLOB NOT NULL,             -- CBOR of merkle::Frontier
  root BLOB NOT NULL
) WITHOUT ROWID;

-- The log. Verdict and decision stand in the leaf.
CREATE TABLE entry (
  tenant BLOB NOT NULL,
  idx INTEGER NOT NULL,
  hash BLOB NOT NULL,             -- header hash, or hash of the statement
  leaf BLOB NOT NULL,             -- CBOR of log::Leaf
  leaf_hash BLOB NOT NULL,
  root BLOB NOT NULL,             -- over entries 0..=idx
  hub_time_ms INTEGER NOT NULL,
  statement BLOB,                 -- CBOR of log::Statement
  device BLOB, incarnation BLOB, seq INTEGER, -- where the envelope is filed
  PRIMARY KEY (tenant, idx)
) WITHOUT ROWID;
CREATE INDEX entry_time ON entry (tenant, hub_time_ms);

-- Which entries are about which subject; a join is about two.
CREATE TABLE about (
  tenant BLOB NOT NULL,
  subject BLOB NOT NULL,
  idx INTEGER NOT NULL,
  PRIMARY KEY (tenant, subject, idx)
) WITHOUT ROWID;
CREATE INDEX about_idx ON about (tenant, idx);

-- Chains of devices and their headers, kept whatever the verdict.
CREATE TABLE chain (
  tenant BLOB NOT NULL,
  device BLOB NOT NULL,
  incarnation BLOB NOT NULL,
  edge BLOB NOT NULL,             -- CBOR of merkle::Frontier
  sealed_size INTEGER NOT NULL,
  fork_of BLOB,                   -- incarnation that it branched off from
  predecessor_device BLOB, predecessor_incarnation BLOB,
  counts BLOB NOT NULL,           -- CBOR of verdict::Counts
  received_at INTEGER,            -- index of the last statement that it was received
  PRIMARY KEY (tenant, device, incarnation)
) WITHOUT ROWID;

CREATE TABLE seal (
  tenant BLOB NOT NULL,
  device BLOB NOT NULL,
  incarnation BLOB NOT NULL,
  size INTEGER NOT NULL,
  seal BLOB NOT NULL,             -- CBOR of seal::Seal
  PRIMARY KEY (tenant, device, incarnation, size)
) WITHOUT ROWID;

CREATE TABLE envelope (
  tenant BLOB NOT NULL,
  device BLOB NOT NULL,
  incarnation BLOB NOT NULL,      -- the chain that it is filed under: a fork's is not the header's
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  header BLOB NOT NULL,
  subject BLOB NOT NULL,
  person BLOB NOT NULL,
  verdict BLOB,                   -- CBOR of verdict::Verdict; NULL while the body is awaited
  held TEXT,                      -- why it waits
  idx INTEGER,                    -- its entry
  waited INTEGER NOT NULL DEFAULT 0, -- was held before it got its entry
  received_at_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, device, incarnation, seq)
) WITHOUT ROWID;
CREATE INDEX envelope_hash ON envelope (tenant, hash);
CREATE INDEX envelope_subject ON envelope (tenant, subject, person);
CREATE INDEX envelope_waited ON envelope (tenant, device, incarnation, idx) WHERE waited = 1;
CREATE INDEX envelope_awaited ON envelope (tenant, subject) WHERE verdict IS NULL;
CREATE INDEX envelope_held ON envelope (tenant, subject, received_at_ms) WHERE held IS NOT NULL;

-- Bodies apart from everything else, so that erasing an order deletes them. `wrap` is the place of the
-- order's storage key (FORMAT 16): NULL means that the bytes are plain.
CREATE TABLE body (
  tenant BLOB NOT NULL,
  hash BLOB NOT NULL,             -- of the header that commits to it
  subject BLOB NOT NULL,
  salt BLOB NOT NULL,
  bytes BLOB NOT NULL,
  wrap BLOB,
  PRIMARY KEY (tenant, hash)
) WITHOUT ROWID;
CREATE INDEX body_subject ON body (tenant, subject);

CREATE TABLE salt_key (
  tenant BLOB NOT NULL,
  device BLOB NOT NULL,
  incarnation BLOB NOT NULL,
  subject BLOB NOT NULL,
  audience TEXT NOT NULL,
  k BLOB NOT NULL,
  PRIMARY KEY (tenant, device, incarnation, subject, audience)
) WITHOUT ROWID;

-- Runs that cannot be filed yet: with a gap below them, without their store's seal, or of a store that is
-- not enrolled. Kept as they came, each with who brought it: only that one's quota is used.
CREATE TABLE quarantine (
  tenant BLOB NOT NULL,
  carrier BLOB NOT NULL,
  hash BLOB NOT NULL,             -- SHA-256 of `section`
  device BLOB NOT NULL,
  incarnation BLOB NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  section BLOB NOT NULL,          -- as it travelled, before compression
  tried INTEGER NOT NULL,         -- 1: nothing was missing below it, and still it could not be taken
  kept_at_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, carrier, hash)
) WITHOUT ROWID;
CREATE INDEX quarantine_chain ON quarantine (tenant, device, incarnation, from_seq);

CREATE TABLE playbook (
  tenant BLOB NOT NULL,
  version INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  hash BLOB NOT NULL,
  file BLOB NOT NULL,
  PRIMARY KEY (tenant, version)
) WITHOUT ROWID;

-- derived ---------------------------------------------------------------------------------------------------

CREATE TABLE device (
  tenant BLOB NOT NULL,
  device BLOB NOT NULL,
  person BLOB NOT NULL,
  seal_key BLOB NOT NULL,         -- CBOR of keys::PublicKey
  session_key BLOB NOT NULL,
  recipient TEXT NOT NULL,
  office INTEGER NOT NULL,
  enrolled_at INTEGER NOT NULL,
  revoked_at INTEGER,
  PRIMARY KEY (tenant, device)
) WITHOUT ROWID;

CREATE TABLE role (
  tenant BLOB NOT NULL,
  person BLOB NOT NULL,
  from_idx INTEGER NOT NULL,
  roles BLOB NOT NULL,            -- CBOR: [text, …]
  PRIMARY KEY (tenant, person, from_idx)
) WITHOUT ROWID;

CREATE TABLE subject (
  tenant BLOB NOT NULL,
  subject BLOB NOT NULL,
  type INTEGER NOT NULL,          -- order 1, shift 2, place 3, asset 4
  kind TEXT NOT NULL,
  playbook INTEGER NOT NULL,
  founded_at INTEGER NOT NULL,
  office INTEGER NOT NULL,
  stage TEXT NOT NULL,
  closed_at INTEGER,
  lead BLOB,
  card BLOB,                      -- what lists read
  keys BLOB,                      -- what the `keys` audience learns
  card_at INTEGER,
  PRIMARY KEY (tenant, subject)
) WITHOUT ROWID;
CREATE INDEX subject_lead ON subject (tenant, lead) WHERE lead IS NOT NULL;
CREATE INDEX subject_card ON subject (tenant, card_at) WHERE card IS NOT NULL;

CREATE TABLE stage (
  tenant BLOB NOT NULL,
  subject BLOB NOT NULL,
  idx INTEGER NOT NULL,
  stage TEXT NOT NULL,
  closed INTEGER NOT NULL,
  PRIMARY KEY (tenant, subject, idx)
) WITHOUT ROWID;

CREATE TABLE access (
  tenant BLOB NOT NULL,
  subject BLOB NOT NULL,
  person BLOB NOT NULL,
  reason INTEGER NOT NULL,        -- assigned 1, custody 2, founded 3
  from_idx INTEGER NOT NULL,
  to_idx INTEGER,
  PRIMARY KEY (tenant, subject, person, reason, from_idx)
) WITHOUT ROWID;
CREATE INDEX access_person ON access (tenant, person, subject);

-- Evidence that was moved to another subject, which is folded with the one that it was written for.
CREATE TABLE moved (
  tenant BLOB NOT NULL,
  target BLOB NOT NULL,
  source BLOB NOT NULL,
  PRIMARY KEY (tenant, target, source)
) WITHOUT ROWID;

CREATE TABLE key (
  tenant BLOB NOT NULL,
  scheme TEXT NOT NULL,
  value TEXT NOT NULL,
  subject BLOB NOT NULL,
  idx INTEGER NOT NULL,
  PRIMARY KEY (tenant, scheme, value, subject)
) WITHOUT ROWID;

-- When people began and ended duty and breaks, each at its place in its chain.
CREATE TABLE duty (
  tenant BLOB NOT NULL,
  person BLOB NOT NULL,
  idx INTEGER NOT NULL,
  mark BLOB NOT NULL,             -- CBOR of shift::DutyMark
  PRIMARY KEY (tenant, person, idx)
) WITHOUT ROWID;

CREATE TABLE document (
  tenant BLOB NOT NULL,
  subject BLOB NOT NULL,
  audience TEXT NOT NULL,
  name TEXT NOT NULL,
  generation INTEGER NOT NULL,
  heads BLOB NOT NULL,            -- 32 bytes each, ascending
  saved BLOB NOT NULL,
  PRIMARY KEY (tenant, subject, audience, name)
) WITHOUT ROWID;

CREATE TABLE digest (
  tenant BLOB NOT NULL,
  subject BLOB NOT NULL,
  audience TEXT NOT NULL,
  plain BLOB NOT NULL,            -- 16 bytes, big-endian
  decided BLOB NOT NULL,
  PRIMARY KEY (tenant, subject, audience)
) WITHOUT ROWID;

CREATE TABLE view (
  tenant BLOB NOT NULL,
  hash BLOB NOT NULL,
  definition BLOB NOT NULL,
  used_at_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, hash)
) WITHOUT ROWID;

-- shell ----------------------------------------------------------------------------------------------------

-- The only table with names of staff.
CREATE TABLE person (
  tenant BLOB NOT NULL,
  person BLOB NOT NULL,
  name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, person)
) WITHOUT ROWID;

-- When a store asked, and from a log of which size it was answered; kept for some days.
CREATE TABLE contact (
  tenant BLOB NOT NULL,
  device BLOB NOT NULL,
  size INTEGER NOT NULL,          -- 0: it only pushed
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, device, size)
) WITHOUT ROWID;

CREATE TABLE enrolment_code (
  tenant BLOB NOT NULL,
  code_hash BLOB NOT NULL,        -- the code itself is not kept
  person BLOB NOT NULL,
  expires_ms INTEGER NOT NULL,
  device BLOB,                    -- the first that showed it
  PRIMARY KEY (tenant, code_hash)
) WITHOUT ROWID;

-- Blobs whose closed bytes lie in the object store.
CREATE TABLE blob (
  tenant BLOB NOT NULL,
  device BLOB NOT NULL,
  hash BLOB NOT NULL,             -- of the plain bytes
  size_bytes INTEGER NOT NULL,
  hashed_at_ms INTEGER NOT NULL,  -- read back and hashed; 0 if not since they came
  arrived_at INTEGER,             -- index of the arrival; NULL while that is being written
  PRIMARY KEY (tenant, device, hash)
) WITHOUT ROWID;

CREATE INDEX blob_arrived ON blob (tenant, arrived_at) WHERE arrived_at IS NOT NULL;

-- A blob's own key under the storage key of each subject that names it; the bytes go with the last.
CREATE TABLE blob_wrap (
  tenant BLOB NOT NULL,
  device BLOB NOT NULL,
  hash BLOB NOT NULL,
  subject BLOB NOT NULL,
  wrapped BLOB NOT NULL,
  PRIMARY KEY (tenant, device, hash, subject)
) WITHOUT ROWID;
CREATE INDEX blob_wrap_subject ON blob_wrap (tenant, subject);

CREATE TABLE derivative (
  tenant BLOB NOT NULL,
  device BLOB NOT NULL,
  original BLOB NOT NULL,
  recipe TEXT NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (tenant, device, original, recipe)
) WITHOUT ROWID;

-- Everything below it survives losing this machine.
CREATE TABLE horizon (
  tenant BLOB NOT NULL PRIMARY KEY,
  lineage BLOB NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  reached_at_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- Answers of the office API by idempotency key, for a day.
CREATE TABLE given (
  tenant BLOB NOT NULL,
  key TEXT NOT NULL,
  request BLOB NOT NULL,          -- hash of the request
  answer BLOB NOT NULL,
  given_at_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, key)
) WITHOUT ROWID;

-- Tables of orders that were imported, with the report that was given.
CREATE TABLE import (
  tenant BLOB NOT NULL,
  import BLOB NOT NULL,
  file_hash BLOB NOT NULL,
  began_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,            -- NULL while it runs, or if it was cut off
  undone_at_ms INTEGER,
  report BLOB NOT NULL,           -- JSON
  PRIMARY KEY (tenant, import)
) WITHOUT ROWID;
CREATE INDEX import_file ON import (tenant, file_hash);

-- The orders that its rows made.
CREATE TABLE import_row (
  tenant BLOB NOT NULL,
  import BLOB NOT NULL,
  row INTEGER NOT NULL,
  content BLOB NOT NULL,          -- hash of what the row said
  subject BLOB NOT NULL,
  head INTEGER,                   -- last entry about it when the import ended
  undone INTEGER NOT NULL,
  PRIMARY KEY (tenant, import, row)
) WITHOUT ROWID;
CREATE INDEX import_row_content ON import_row (tenant, content);
CREATE INDEX import_row_subject ON import_row (tenant, subject);

-- Documents for workers, in versions; their bytes lie in the object store under the office's device.
CREATE TABLE manual (
  tenant BLOB NOT NULL,
  manual BLOB NOT NULL,
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,
  size_bytes INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  title_en TEXT NOT NULL,
  added_at_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, manual, version)
) WITHOUT ROWID;
CREATE INDEX manual_hash ON manual (tenant, hash);

-- Which orders need a document; an empty kind or model does not matter.
CREATE TABLE manual_pin (
  tenant BLOB NOT NULL,
  manual BLOB NOT NULL,
  kind TEXT NOT NULL,
  model TEXT NOT NULL,
  PRIMARY KEY (tenant, manual, kind, model)
) WITHOUT ROWID;

-- What the planner is told of the tables. Without it SQLite guesses that any first column leaves ten rows, and
-- walks a tenant's whole table rather than use an index on (tenant, hash): every index begins with the tenant.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('entry', 'entry', '1000000 1000000 1'),
  ('entry', 'entry_time', '1000000 1000000 20'),
  ('about', 'about', '1000000 1000000 20 1'),
  ('about', 'about_idx', '1000000 1000000 1'),
  ('envelope', 'envelope', '1000000 1000000 2000 2000 1'),
  ('envelope', 'envelope_hash', '1000000 1000000 1'),
  ('envelope', 'envelope_subject', '1000000 1000000 20 10'),
  ('envelope', 'envelope_waited', '1000 1000 10 10 1'),
  ('envelope', 'envelope_awaited', '1000 1000 5'),
  ('envelope', 'envelope_held', '1000 1000 5 1'),
  ('body', 'body', '1000000 1000000 1'),
  ('body', 'body_subject', '1000000 1000000 20'),
  ('subject', 'subject', '50000 50000 1'),
  ('subject', 'subject_lead', '100 100 1'),
  ('subject', 'subject_card', '50000 50000 1'),
  ('duty', 'duty', '100000 100000 500 1'),
  ('access', 'access', '100000 100000 2 2 2 1'),
  ('access', 'access_person', '100000 100000 500 1'),
  ('blob', 'blob_arrived', '100000 100000 1'),
  ('blob_wrap', 'blob_wrap', '100000 100000 1000 2 1'),
  ('blob_wrap', 'blob_wrap_subject', '100000 100000 5'),
  ('import', 'import', '1000 1000 1'),
  ('import', 'import_file', '1000 1000 1'),
  ('import_row', 'import_row', '100000 100000 1000 1'),
  ('import_row', 'import_row_content', '100000 100000 1'),
  ('import_row', 'import_row_subject', '100000 100000 1');
-- Read back at once by the connection that wrote them.
ANALYZE sqlite_schema;
