-- Every sale of some files, which are taken out of the tables.
CREATE OR REPLACE TEMP TABLE gone AS
SELECT id FROM transactions WHERE list_contains(CAST($file_id AS INTEGER[]), file_id);
