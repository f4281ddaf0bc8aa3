-- The sales of every loaded file are as many and as much as the books say.
-- Returns: one row per file of which they are not.
SELECT file.id
FROM etl.files AS file
LEFT JOIN sales_seen AS seen ON seen.file_id = file.id
WHERE file.status = 'loaded'
    AND file.id >= $from_file
    AND (coalesce(seen.sales, 0) <> file.sales OR coalesce(seen.takings, 0) <> file.takings)
ORDER BY ALL;
