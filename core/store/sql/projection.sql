-- Derived tables: what lists, filters and search read. All names begin with `card`. Never migrated:
-- dropped, made again from this file and filled again from what was received and captured.

-- One row for each subject that a list may show.
CREATE TABLE card (
    card_id    INTEGER PRIMARY KEY,
    subject    BLOB NOT NULL UNIQUE,
    kind       INTEGER NOT NULL,             -- of subject, as in table `subject`
    order_kind TEXT NOT NULL,                -- the playbook's kind, '' for others
    stage      TEXT NOT NULL,
    is_open    INTEGER NOT NULL,
    is_mine    INTEGER NOT NULL,             -- assigned to or held by this person
    attention  INTEGER NOT NULL,             -- disputed, in conflict, refused: somebody must look
    due_at_ms  INTEGER NOT NULL,             -- the largest integer when nothing is due
    place_in_route INTEGER NOT NULL,         -- the largest integer when not in a route
    content    BLOB NOT NULL                 -- what the list shows, as the domain made it
) STRICT;

CREATE INDEX card_by_due ON card (is_open, due_at_ms, card_id);
CREATE INDEX card_by_route ON card (is_open, place_in_route, card_id);

-- Keys as people scan and type them, normalised by the domain.
CREATE TABLE card_key (
    value   TEXT NOT NULL,
    scheme  TEXT NOT NULL,
    subject BLOB NOT NULL,
    PRIMARY KEY (value, scheme, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX card_key_of_subject ON card_key (subject);

-- The index over a card's words and numbers; its rowid is the card's. Contentless: the tokens
-- cannot be read back as text, and the card is the only copy of it.
CREATE VIRTUAL TABLE card_search USING fts5 (
    words, numbers,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);
