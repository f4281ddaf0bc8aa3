-- What every file brought day by day adds up to what it did, in sales, items and money.
-- Returns: one row per file of which it does not.
WITH told AS (
    SELECT
        file_id,
        sum(sales) AS sales,
        sum(items) AS items,
        sum(takings) AS takings,
        bool_or(sales + already_in + held > told_sales OR (held > 0 AND code IS NULL)) AS is_off
    FROM etl.branch_days
    GROUP BY file_id
)
SELECT file.id
FROM etl.files AS file
LEFT JOIN told ON told.file_id = file.id
WHERE told.is_off
    OR (
        file.status = 'loaded'
        AND (
            coalesce(told.sales, 0) <> file.sales
            OR coalesce(told.items, 0) <> file.items
            OR coalesce(told.takings, 0) <> file.takings
        )
    )
ORDER BY ALL;
