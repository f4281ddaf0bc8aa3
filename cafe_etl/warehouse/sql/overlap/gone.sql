-- Every sale that is taken out of the tables: it is replaced, held, or said again.
CREATE OR REPLACE TEMP TABLE gone AS
SELECT id, NULL AS file_id, NULL AS branch_id, NULL AS day, 'replaced' AS what FROM replaced
UNION ALL
SELECT id, file_id, branch_id, day, 'again' FROM again
UNION ALL
SELECT sale.id, sale.file_id, sale.branch_id, decided.day, 'held'
FROM transactions AS sale
JOIN decided
    ON decided.file_id = sale.file_id
    AND decided.branch_id = sale.branch_id
    AND decided.day = CAST(sale.date_time AS DATE)
WHERE NOT decided.counts;
