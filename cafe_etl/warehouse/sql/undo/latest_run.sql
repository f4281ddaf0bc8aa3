-- The newest run that loaded or renamed something and was not undone, or of which a file has the sales of an undone one.
-- Returns: one row; null where there is none.
SELECT max(run.id)
FROM etl.runs AS run
WHERE run.status IN ('loaded', 'renamed')
    OR EXISTS (SELECT 1 FROM etl.files AS file WHERE file.run_id = run.id AND file.status = 'loaded');
