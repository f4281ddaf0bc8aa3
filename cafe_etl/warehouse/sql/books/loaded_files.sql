-- The files whose sales are in the warehouse.
-- Returns: one row per file, its id and name.
SELECT id, name FROM etl.files WHERE status = 'loaded' ORDER BY id;
