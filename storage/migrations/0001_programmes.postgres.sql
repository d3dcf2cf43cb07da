-- The programme as data; a sale names the version it was made under, and perhaps a category.
CREATE TABLE programmes (
  version BIGINT PRIMARY KEY,
  document TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TRIGGER programmes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON programmes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE sales ADD COLUMN programme BIGINT NOT NULL DEFAULT 1;
ALTER TABLE sales ADD COLUMN category TEXT;
