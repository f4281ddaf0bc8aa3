-- How each branch does, against the period before: the same weekdays, and of them only days that the branch reported
-- both times.
-- Returns: one row per branch; the period's own revenue, sales and items, and of the days that are compared their
--          number, the revenue now and before, and the change. Items are null where no export tells those of any sale.
WITH days AS (
    SELECT now.branch, now.day, before.day AS day_before, before.branch IS NOT NULL AS is_compared
    FROM branch_days AS now
    LEFT JOIN branch_days AS before
        ON before.branch = now.branch
            AND before.day = now.day - getvariable('days_back')
            AND before.status = 'reported'
    WHERE now.status = 'reported' AND now.day >= getvariable('first_day')
),
by_day AS (
    SELECT branch, day, count(*) FILTER (WHERE NOT is_refund) AS sales, sum(revenue) AS revenue
    FROM till_sales
    GROUP BY branch, day
),
items_by_day AS (
    SELECT branch, day, sum(quantity) AS quantity FROM filtered_items GROUP BY branch, day
),
by_branch AS (
    SELECT
        days.branch,
        coalesce(sum(now.revenue), 0) AS revenue,
        coalesce(sum(now.sales), 0) AS sales,
        CASE WHEN sum(now.sales) > 0 THEN sum(items.quantity) ELSE 0 END AS quantity,
        count(*) FILTER (WHERE days.is_compared) AS days_compared,
        sum(coalesce(now.revenue, 0)) FILTER (WHERE days.is_compared) AS revenue_compared,
        sum(coalesce(before.revenue, 0)) FILTER (WHERE days.is_compared) AS revenue_before
    FROM days
    LEFT JOIN by_day AS now ON now.branch = days.branch AND now.day = days.day
    LEFT JOIN by_day AS before ON before.branch = days.branch AND before.day = days.day_before
    LEFT JOIN items_by_day AS items ON items.branch = days.branch AND items.day = days.day
    GROUP BY days.branch
    HAVING count(now.sales) > 0 OR count(before.sales) > 0
)
SELECT
    branch,
    CAST(revenue AS DECIMAL(18,2)) AS revenue,
    CAST(sales AS BIGINT) AS sales,
    CAST(quantity AS DECIMAL(18,3)) AS quantity,
    CAST(revenue / nullif(sales, 0) AS DECIMAL(18,2)) AS average_sale,
    days_compared,
    CAST(revenue_compared AS DECIMAL(18,2)) AS revenue_compared,
    CAST(revenue_before AS DECIMAL(18,2)) AS revenue_before,
    CAST(revenue_compared / nullif(revenue_before, 0) - 1 AS DOUBLE) AS change
FROM by_branch
ORDER BY revenue DESC, branch;
