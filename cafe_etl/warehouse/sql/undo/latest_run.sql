-- The newest run that loaded or renamed something and was not undone.
-- Returns: one row; null where there is none.
SELECT max(id) FROM etl.runs WHERE status IN ('loaded', 'renamed');
