-- What each file replaced because of each day of its own.
-- Returns: one row per file, branch and day: count and takings.
SELECT
    replaced.replaced_by,
    branch.name,
    replaced.day,
    count(*) AS sales,
    CAST(sum(sale.total_price) AS DECIMAL(18,2)) AS takings
FROM replaced
JOIN transactions AS sale ON sale.id = replaced.id
JOIN branches AS branch ON branch.id = replaced.branch_id
GROUP BY ALL
ORDER BY ALL;
