-- Which file brought most of what each new file says again.
-- Returns: one row per new file: its id, the other's, and how many files brought any.
WITH brought AS (
    SELECT again.file_id, sale.file_id AS other_id, count(*) AS sales
    FROM again
    JOIN transactions AS sale ON sale.id = again.said_id
    GROUP BY ALL
)
SELECT file_id, arg_max(other_id, (sales, -other_id)) AS other_id
FROM brought
GROUP BY file_id
ORDER BY file_id;
