-- The files of whose sales some were made.
-- Returns: one row per file.
SELECT DISTINCT file_id FROM told_made ORDER BY file_id;
