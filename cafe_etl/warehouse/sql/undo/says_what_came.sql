-- Files of a run that say sales too which others of that run brought.
-- In: run_id.
-- Returns: one row per file.
SELECT DISTINCT said.file_id
FROM etl.said_again AS said
JOIN etl.files AS file ON file.id = said.file_id
JOIN (
    SELECT id, file_id FROM transactions
    UNION ALL
    SELECT id, file_id FROM etl.replaced_transactions
) AS sale ON sale.id BETWEEN said.first_id AND said.last_id
JOIN etl.files AS other ON other.id = sale.file_id
WHERE file.run_id = $run_id AND other.run_id = $run_id
ORDER BY said.file_id;
