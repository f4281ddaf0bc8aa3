-- What each file replaced because of each day of its own.
-- Returns: one row per file, branch and day: count and takings; and of these the sales of that branch and day itself.
SELECT
    replaced.replaced_by,
    branch.name,
    replaced.day,
    count(*) AS sales,
    CAST(sum(replaced.total_price) AS DECIMAL(18,2)) AS takings,
    count(*) FILTER (WHERE is_here) AS sales_here,
    CAST(coalesce(sum(replaced.total_price) FILTER (WHERE is_here), 0) AS DECIMAL(18,2)) AS takings_here
FROM (
    SELECT
        replaced.*,
        sale.total_price,
        sale.branch_id = replaced.branch_id AND CAST(sale.date_time AS DATE) = replaced.day AS is_here
    FROM replaced
    JOIN transactions AS sale ON sale.id = replaced.id
) AS replaced
JOIN branches AS branch ON branch.id = replaced.branch_id
GROUP BY ALL
ORDER BY ALL;
