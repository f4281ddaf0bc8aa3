-- The files that had brought them.
-- Returns: one row per file.
SELECT DISTINCT file_id FROM void_found ORDER BY file_id;
