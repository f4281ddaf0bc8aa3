-- One run.
-- Returns: its status, when it was undone, and whether sales of it are in; or no row.
SELECT
    run.status,
    run.undone_at,
    EXISTS (SELECT 1 FROM etl.files AS file WHERE file.run_id = run.id AND file.status = 'loaded')
FROM etl.runs AS run
WHERE run.id = $run_id;
