-- The numbers that files tell without items or call void, which are undone.
CREATE OR REPLACE TEMP TABLE told_keys AS
SELECT sale_key FROM etl.told_sales WHERE list_contains(CAST($file_id AS INTEGER[]), file_id)
UNION
SELECT sale_key FROM etl.void_sales WHERE list_contains(CAST($file_id AS INTEGER[]), file_id);
