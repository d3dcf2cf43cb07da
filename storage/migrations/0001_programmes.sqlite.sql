-- The programme as data; a sale names the version it was made under, and perhaps a category.
CREATE TABLE programmes (
  version INTEGER PRIMARY KEY,
  document TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER programmes_are_append_only_u BEFORE UPDATE ON programmes
BEGIN SELECT RAISE(ABORT, 'programmes are append-only'); END;
CREATE TRIGGER programmes_are_append_only_d BEFORE DELETE ON programmes
BEGIN SELECT RAISE(ABORT, 'programmes are append-only'); END;
ALTER TABLE sales ADD COLUMN programme INTEGER NOT NULL DEFAULT 1;
ALTER TABLE sales ADD COLUMN category TEXT;
