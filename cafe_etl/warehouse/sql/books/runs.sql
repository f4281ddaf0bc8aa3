-- Every run that is in the books.
-- Returns: one row per run.
SELECT id FROM etl.runs ORDER BY id;
