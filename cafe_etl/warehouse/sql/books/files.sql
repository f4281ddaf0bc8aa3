-- Every file that the books know; one that could not be read has no sha256.
-- Returns: one row per entry, oldest first, with whether it stays undone (before schema 4, an undo of any run let what
--          was already in come again), whether days of it are held, whether what it says of others counts, and whether
--          sales that it says were replaced.
WITH replaced AS (
    SELECT DISTINCT file_id FROM etl.replaced_transactions
    UNION
    SELECT DISTINCT said.file_id
    FROM etl.said_again AS said
    JOIN etl.replaced_transactions AS sale ON sale.id BETWEEN said.first_id AND said.last_id
)
SELECT
    file.id,
    file.name,
    file.sha256,
    file.size,
    file.fingerprint,
    file.status,
    file.code,
    file.reason,
    file.run_id,
    file.status = 'undone'
        AND (
            file.lines_loaded > 0
            OR run.status = 'undone'
            OR run.finished_at >= (SELECT min(applied_at) FROM etl.schema_version WHERE version >= 4)
        ) AS is_undone,
    file.id IN (SELECT file_id FROM etl.branch_days WHERE code IS NOT NULL) AS is_partly_held,
    file.id IN (SELECT file_id FROM etl.branch_days WHERE code IS NULL) AS counts,
    file.id IN (SELECT file_id FROM replaced) AS is_replaced,
    file.forgotten_at IS NOT NULL AS is_forgotten,
    file.lines_held > 0 AS has_rejects
FROM etl.files AS file
JOIN etl.runs AS run ON run.id = file.run_id
ORDER BY file.id;
