-- The files that had sales which go.
-- Returns: one row per file.
SELECT DISTINCT file_id FROM gone ORDER BY file_id;
