-- Each sale that a file says again is there, or was replaced, and another file brought it.
-- Returns: one row per range of which that is not so.
WITH sale AS (
    SELECT id, file_id FROM transactions
    UNION ALL
    SELECT id, file_id FROM etl.replaced_transactions
), found AS (
    SELECT said.file_id, said.first_id, said.last_id, count(sale.id) AS sales, bool_or(sale.file_id = said.file_id) AS is_own
    FROM etl.said_again AS said
    LEFT JOIN sale ON sale.id BETWEEN said.first_id AND said.last_id
    GROUP BY ALL
)
SELECT concat(file_id, ': ', first_id, '-', last_id)
FROM found
WHERE sales <> last_id - first_id + 1 OR is_own
ORDER BY ALL;
