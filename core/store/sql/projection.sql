-- Derived tables: what lists, filters and search read. All names begin with `card`. Never migrated:
-- dropped, made again from this file and filled again from what was received and captured.

-- The index over a card's words and numbers; its rowid is the card's. Contentless: the tokens cannot be
-- read back as text, and the card is the only copy of it.
CREATE VIRTUAL TABLE card_search USING fts5 (
    words, numbers,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);
