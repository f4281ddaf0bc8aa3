-- What is held: whole files whose bytes were not loaded since, and held lines of files that were neither replaced nor
-- undone since, newest run first. An undo of any run has re-exports looked at again: what they hold stays held.
-- Returns: one row per held file (line is null) and per held line.
WITH latest AS (
    SELECT *, row_number() OVER (PARTITION BY coalesce(sha256, name) ORDER BY id DESC) AS age
    FROM etl.files
)
SELECT file.name AS file, reject.line, reject.code, reject.reason, reject.column_name AS "column", file.run_id AS run
FROM latest AS file
JOIN (
    SELECT id AS file_id, NULL AS line, code, reason, NULL AS column_name FROM etl.files WHERE status = 'held'
    UNION ALL
    SELECT file_id, line, code, reason, column_name FROM etl.rejects
) AS reject
    ON reject.file_id = file.id
WHERE file.age = 1
    AND (file.status IN ('loaded', 'already in', 'held') OR (file.status = 'undone' AND file.already_in > 0))
ORDER BY file.run_id DESC, file.name, reject.line NULLS FIRST;
