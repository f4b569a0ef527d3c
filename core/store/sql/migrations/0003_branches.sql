-- The second branch of a forked chain is filed, and its facts are named, by an incarnation of its own.
ALTER TABLE entry ADD COLUMN branch BLOB;
