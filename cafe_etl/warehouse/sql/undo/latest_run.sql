-- The newest run that loaded something and was not undone.
-- Returns: one row; null where there is none.
SELECT max(id) FROM etl.runs WHERE status = 'loaded';
