-- The view `latest_files`: what the books say last of each file, but for those replaced or undone since. Bytes tell
-- files apart; a file that could not be read has none and goes by its name, which two may share, as digits in it can be
-- masked: the last run that saw it counts. An undo of any run has re-exports looked at again: what they hold stays held.
-- Returns: one row per file.
SELECT id, run_id, name, status, code, reason
FROM (
    SELECT id, run_id, name, status, code, reason, lines_already_in
    FROM etl.files
    QUALIFY CASE
        WHEN sha256 IS NULL THEN run_id = max(run_id) OVER (PARTITION BY name)
        ELSE id = max(id) OVER (PARTITION BY sha256)
    END
) AS newest
WHERE status IN ('loaded', 'already in', 'held') OR (status = 'undone' AND lines_already_in > 0)
