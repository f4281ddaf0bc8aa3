-- What the branches of every loaded file brought adds up to what the file did, in sales, items and money.
-- Returns: one row per file of which it does not.
SELECT file.id
FROM etl.files AS file
LEFT JOIN (
    SELECT file_id, sum(sales) AS sales, sum(items) AS items, sum(takings) AS takings FROM etl.spans GROUP BY file_id
) AS span ON span.file_id = file.id
WHERE file.status = 'loaded'
    AND (
        coalesce(span.sales, 0) <> file.sales
        OR coalesce(span.items, 0) <> file.items
        OR coalesce(span.takings, 0) <> file.takings
    )
ORDER BY ALL;
