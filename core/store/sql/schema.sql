-- The current schema of a store in full: what a new store is made from. Beside it stand the
-- numbered steps in `migrations/`; a test shows that both give the same database.
--
-- Ids and hashes are BLOBs, times are milliseconds since 1970 UTC, sizes are bytes.

-- Single values: who this store is and how far it has come. Names stand in `src/progress.rs`.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- The lives of this store. The last row is the chain that is written now.
CREATE TABLE chain (
    chain_id    INTEGER PRIMARY KEY,
    incarnation BLOB NOT NULL UNIQUE,
    predecessor BLOB,                        -- CBOR of the domain's Predecessor
    frontier    BLOB NOT NULL,               -- CBOR of the Merkle frontier; its size is the chain's
    hub_size    INTEGER NOT NULL DEFAULT 0,  -- headers that the hub says it holds
    sealed_size INTEGER NOT NULL DEFAULT 0   -- headers that the newest seal covers
) STRICT;

-- Header hashes: the leaves of a chain. They stay when their envelope has left the phone.
CREATE TABLE leaf (
    chain_id INTEGER NOT NULL REFERENCES chain,
    seq      INTEGER NOT NULL,
    hash     BLOB NOT NULL,
    PRIMARY KEY (chain_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE seal (
    chain_id INTEGER NOT NULL REFERENCES chain,
    size     INTEGER NOT NULL,
    seal     BLOB NOT NULL,                  -- CBOR of the domain's Seal
    PRIMARY KEY (chain_id, size)
) STRICT, WITHOUT ROWID;

-- The 16 random bytes from which a chain's salts on one subject and audience follow.
CREATE TABLE salt_root (
    chain_id INTEGER NOT NULL REFERENCES chain,
    subject  BLOB NOT NULL,
    audience TEXT NOT NULL,
    k        BLOB NOT NULL,
    PRIMARY KEY (chain_id, subject, audience)
) STRICT, WITHOUT ROWID;

-- What this store wrote itself: the outbox, and afterwards the overlay and the second copy.
CREATE TABLE envelope (
    envelope_id   INTEGER PRIMARY KEY,
    chain_id      INTEGER NOT NULL REFERENCES chain,
    seq           INTEGER NOT NULL,
    header_hash   BLOB NOT NULL UNIQUE,
    header        BLOB NOT NULL,             -- the bytes that were hashed
    salt          BLOB NOT NULL,
    body          BLOB,                      -- NULL once erased
    subject       BLOB NOT NULL,
    audience      TEXT NOT NULL,
    instead_of    BLOB,                      -- the hash of the blocked envelope that it replays
    state         TEXT NOT NULL DEFAULT 'unsent'
                  CHECK (state IN ('unsent', 'sent', 'stored', 'seen', 'safe')),
    hub_index     INTEGER,                   -- the entry that says the hub has it
    verdict       BLOB,                      -- CBOR of the newest verdict, final or not
    verdict_code  INTEGER,                   -- its code, for filters
    not_before_ms INTEGER NOT NULL DEFAULT 0,-- the hub asked to wait until then
    UNIQUE (chain_id, seq)
) STRICT;

CREATE INDEX envelope_to_send ON envelope (chain_id, seq) WHERE state IN ('unsent', 'sent');
CREATE INDEX envelope_of_subject ON envelope (subject, envelope_id);
CREATE INDEX envelope_on_its_way ON envelope (hub_index) WHERE state IN ('stored', 'seen');
CREATE INDEX envelope_by_state ON envelope (state);
CREATE INDEX envelope_by_verdict ON envelope (verdict_code);

CREATE INDEX envelope_replay ON envelope (instead_of) WHERE instead_of IS NOT NULL;

-- Unsent work is never deleted, whoever asks.
CREATE TRIGGER envelope_stays_until_safe BEFORE DELETE ON envelope WHEN OLD.state <> 'safe'
BEGIN SELECT RAISE(ABORT, 'an envelope stays until it is safe'); END;

CREATE TRIGGER envelope_body_stays_until_stored BEFORE UPDATE OF body ON envelope
WHEN OLD.state IN ('unsent', 'sent')
BEGIN SELECT RAISE(ABORT, 'the body of unsent work stays'); END;

-- The acknowledged layer: entries of the hub's log that this person may see.
CREATE TABLE entry (
    subject     BLOB NOT NULL,
    log_index   INTEGER NOT NULL,
    kind        INTEGER NOT NULL,            -- 0 envelope, 1 statement of the hub
    hash        BLOB NOT NULL,               -- header hash, or hash of the statement
    content     BLOB,                        -- header or statement; NULL if only the decision shows
    salt        BLOB,
    body        BLOB,                        -- NULL when withheld, erased or a statement
    verdict     BLOB,
    decision    BLOB,
    hub_time_ms INTEGER NOT NULL,
    branch      BLOB,                        -- incarnation, 8 bytes: of the second branch of a forked chain
    PRIMARY KEY (subject, log_index)
) STRICT, WITHOUT ROWID;

-- One row for each subject that has an acknowledged layer.
CREATE TABLE subject (
    subject  BLOB PRIMARY KEY NOT NULL,
    kind     INTEGER NOT NULL,               -- order 1, shift 2, place 3, asset 4
    digest   BLOB NOT NULL,                  -- 16 bytes: the sum over its entries
    in_scope INTEGER NOT NULL                -- 1; 0 once gone, purged when nothing unsent is left;
                                             -- 2 in doubt: shown until the hub's copy replaces it
) STRICT, WITHOUT ROWID;

-- Saved documents: what the hub has, and what it will be with the unsent changes on it.
CREATE TABLE document (
    subject    BLOB NOT NULL,
    audience   TEXT NOT NULL,
    name       TEXT NOT NULL,
    layer      TEXT NOT NULL CHECK (layer IN ('acknowledged', 'overlay')),
    generation INTEGER NOT NULL,
    saved      BLOB NOT NULL,
    heads      BLOB NOT NULL,
    PRIMARY KEY (subject, audience, name, layer)
) STRICT;

-- Blobs of the vault and how far their upload is.
CREATE TABLE blob (
    hash          BLOB PRIMARY KEY NOT NULL,
    size_bytes    INTEGER NOT NULL,
    sealed_hash   BLOB NOT NULL,
    sealed_bytes  INTEGER NOT NULL,
    media_type    TEXT NOT NULL,
    derived_from  BLOB,                      -- the original's hash, for derivatives
    recipe        TEXT,                      -- how it was derived
    urgency       INTEGER NOT NULL,          -- lower goes first
    offset_bytes  INTEGER NOT NULL DEFAULT 0,-- sealed bytes that the hub has
    state         TEXT NOT NULL DEFAULT 'local'
                  CHECK (state IN ('local', 'stored', 'safe', 'gone')),
    hub_index     INTEGER,                   -- the entry of its arrival
    made_at_ms    INTEGER NOT NULL
) STRICT;

CREATE INDEX blob_to_send ON blob (urgency, made_at_ms) WHERE state = 'local';
-- Thumbnails are found by the photograph that they were made from.
CREATE INDEX blob_copies ON blob (derived_from) WHERE derived_from IS NOT NULL;

-- Which envelope names which blob. A blob that no envelope names belongs to a draft.
CREATE TABLE blob_use (
    hash        BLOB NOT NULL REFERENCES blob,
    header_hash BLOB NOT NULL,
    role        TEXT NOT NULL,
    PRIMARY KEY (hash, header_hash, role)
) STRICT, WITHOUT ROWID;

-- A draft may be discarded; what an envelope names may not.
CREATE TRIGGER blob_stays_until_safe BEFORE DELETE ON blob
WHEN OLD.state NOT IN ('safe', 'gone')
 AND EXISTS (SELECT 1 FROM blob_use WHERE blob_use.hash IN (OLD.hash, OLD.derived_from))
BEGIN SELECT RAISE(ABORT, 'a blob stays until it is safe'); END;

-- Items of a page that could not be applied: kept raw, in nobody's way.
CREATE TABLE quarantine (
    quarantine_id INTEGER PRIMARY KEY,
    subject       BLOB,
    log_index     INTEGER,
    reason        TEXT NOT NULL,
    bytes         BLOB NOT NULL,
    noted_at_ms   INTEGER NOT NULL
) STRICT;

CREATE TABLE playbook (
    version INTEGER PRIMARY KEY,
    hash    BLOB NOT NULL,
    bytes   BLOB NOT NULL
) STRICT;

-- Signed statements of the hub: receipts, the newest answer, certificates.
CREATE TABLE receipt (
    receipt_id INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    hub_index  INTEGER NOT NULL,
    bytes      BLOB NOT NULL
) STRICT;
