-- The sales of every loaded file are as many and as much as the books say.
-- Returns: one row per file of which they are not.
SELECT file.id
FROM (SELECT id, sales, takings FROM etl.files WHERE status = 'loaded' AND id >= $from_file) AS file
LEFT JOIN (
    SELECT file_id, count(*) AS sales, sum(total_price) AS takings
    FROM transactions
    WHERE id >= $from_sale
    GROUP BY file_id
) AS fact ON fact.file_id = file.id
WHERE coalesce(fact.sales, 0) <> file.sales OR coalesce(fact.takings, 0) <> file.takings
ORDER BY ALL;
