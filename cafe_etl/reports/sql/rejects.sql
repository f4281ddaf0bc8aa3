-- What is held: whole files whose bytes were not loaded since, and held lines of files that were neither replaced nor
-- undone since, newest run first.
-- Returns: one row per held file (line is null) and per held line.
SELECT file.name AS file, reject.line, reject.code, reject.reason, reject.column_name AS "column", file.run_id AS run
FROM latest_files AS file
JOIN (
    SELECT id AS file_id, NULL AS line, code, reason, NULL AS column_name FROM etl.files WHERE status = 'held'
    UNION ALL
    SELECT file_id, line, code, reason, column_name FROM etl.rejects
) AS reject
    ON reject.file_id = file.id
ORDER BY file.run_id DESC, file.name, reject.line NULLS FIRST;
