-- The branches, their first day ever and the main figures of the days that the page holds.
-- Returns: one row per branch: name, first day, sales, takings.
WITH taken AS (
    SELECT
        sale.branch_id,
        count(*) FILTER (WHERE NOT sale.is_refund) AS sales,
        sum(sale.total_price) AS takings
    FROM transactions AS sale
    WHERE sale.date_time >= $first_day
    GROUP BY sale.branch_id
),
opened AS (
    SELECT branch_id, CAST(min(date_time) AS DATE) AS first_day FROM transactions GROUP BY branch_id
)
SELECT
    branch.name,
    opened.first_day,
    coalesce(taken.sales, 0),
    CAST(coalesce(taken.takings, 0) AS DECIMAL(18,2))
FROM branches AS branch
JOIN opened ON opened.branch_id = branch.id
LEFT JOIN taken ON taken.branch_id = branch.id
ORDER BY branch.name;
