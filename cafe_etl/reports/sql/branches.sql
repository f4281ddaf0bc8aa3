-- Which branch earns most, in all and on a day that it reported.
-- Returns: one row per branch; share is of the measure of all branches under the filters.
WITH by_branch AS (
    SELECT
        branch,
        count(*) FILTER (WHERE NOT is_refund) AS sales,
        CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue
    FROM till_sales
    GROUP BY branch
),
items AS (
    SELECT branch, CAST(sum(quantity) AS DECIMAL(18,3)) AS quantity FROM filtered_items GROUP BY branch
),
open_days AS (
    SELECT branch, count(*) AS days FROM branch_days WHERE status = 'reported' GROUP BY branch
),
measured AS (
    SELECT *, measure_of(quantity, revenue) AS measure
    FROM by_branch
    JOIN items USING (branch)
    JOIN open_days USING (branch)
)
SELECT
    branch,
    revenue,
    CAST(coalesce(measure / nullif(sum(measure) OVER (), 0), 0) AS DOUBLE) AS share,
    sales,
    quantity,
    CAST(revenue / nullif(sales, 0) AS DECIMAL(18,2)) AS average_sale,
    CAST(quantity / nullif(sales, 0) AS DOUBLE) AS items_per_sale,
    days,
    CAST(revenue / days AS DECIMAL(18,2)) AS revenue_per_day
FROM measured
ORDER BY measure DESC, branch;
