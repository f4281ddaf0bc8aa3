-- What files told that are undone: what it gave to sales with items goes.
CREATE OR REPLACE TEMP TABLE told_back AS
SELECT file_id, sale_key FROM etl.told_sales WHERE list_contains(CAST($file_id AS INTEGER[]), file_id);
