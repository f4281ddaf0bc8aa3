-- What ran, newest first.
-- Returns: one row per run.
SELECT
    id AS run,
    started_at,
    CAST(epoch(finished_at - started_at) AS DOUBLE) AS seconds,
    status,
    files_found,
    files_loaded,
    files_already_in,
    files_held,
    sales,
    rejects,
    takings,
    message
FROM etl.runs
ORDER BY id DESC;
