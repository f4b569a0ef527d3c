-- Thumbnails are found by the photograph that they were made from.
CREATE INDEX blob_copies ON blob (derived_from) WHERE derived_from IS NOT NULL;
