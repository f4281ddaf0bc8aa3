-- Which branch earns most, in all and on a day that it reported.
-- Returns: one row per branch; share is of the measure of all branches under the filters; what is of items is null where
--          no export tells the items of any sale, and per sale it is of those whose items are told.
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
without_items AS (
    SELECT sale.branch, count(*) AS sales
    FROM till_sales AS sale
    SEMI JOIN etl.told_sales AS told ON told.sale_id = sale.sale_id AND told.is_made
    WHERE NOT sale.is_refund
    GROUP BY sale.branch
),
open_days AS (
    SELECT branch, count(*) AS days FROM branch_days WHERE status = 'reported' GROUP BY branch
),
measured AS (
    SELECT
        by_branch.*,
        items.quantity,
        open_days.days,
        measure_of(quantity, revenue) AS measure,
        by_branch.sales - coalesce(without_items.sales, 0) AS sales_with_items
    FROM by_branch
    LEFT JOIN items USING (branch)
    LEFT JOIN without_items USING (branch)
    JOIN open_days USING (branch)
)
SELECT
    branch,
    revenue,
    CAST(coalesce(measure / nullif(sum(measure) OVER (), 0), 0) AS DOUBLE) AS share,
    sales,
    quantity,
    CAST(revenue / nullif(sales, 0) AS DECIMAL(18,2)) AS average_sale,
    CAST(quantity / nullif(sales_with_items, 0) AS DOUBLE) AS items_per_sale,
    days,
    CAST(revenue / days AS DECIMAL(18,2)) AS revenue_per_day
FROM measured
ORDER BY measure DESC NULLS LAST, branch;
