-- What rose and fell against the period before: the same weekdays, and of them only days that the branch reported both
-- times.
-- Returns: one row per product in one size and flavour that was sold on any of these days, the largest change of the
--          measure first.
WITH days AS (
    SELECT now.branch, now.day, before.day AS day_before
    FROM branch_days AS now
    JOIN branch_days AS before
        ON before.branch = now.branch
            AND before.day = now.day - getvariable('days_back')
            AND before.status = 'reported'
    WHERE now.status = 'reported' AND now.day >= getvariable('first_day')
),
compared AS (
    SELECT branch, day, TRUE AS is_now FROM days
    UNION ALL
    SELECT branch, day_before, FALSE FROM days
),
by_product AS (
    SELECT
        product,
        size,
        flavour,
        CAST(coalesce(sum(quantity) FILTER (WHERE is_now), 0) AS DECIMAL(18,3)) AS quantity,
        CAST(coalesce(sum(quantity) FILTER (WHERE NOT is_now), 0) AS DECIMAL(18,3)) AS quantity_before,
        CAST(coalesce(sum(revenue) FILTER (WHERE is_now), 0) AS DECIMAL(18,2)) AS revenue,
        CAST(coalesce(sum(revenue) FILTER (WHERE NOT is_now), 0) AS DECIMAL(18,2)) AS revenue_before
    FROM filtered_items
    JOIN compared USING (branch, day)
    GROUP BY product, size, flavour
),
measured AS (
    SELECT
        *,
        measure_of(quantity, revenue) AS measure,
        measure_of(quantity_before, revenue_before) AS measure_before
    FROM by_product
)
SELECT
    product,
    size,
    flavour,
    quantity_before,
    quantity,
    quantity - quantity_before AS quantity_difference,
    revenue_before,
    revenue,
    CAST(revenue - revenue_before AS DECIMAL(18,2)) AS difference,
    CAST(measure / nullif(measure_before, 0) - 1 AS DOUBLE) AS change
FROM measured
ORDER BY abs(measure - measure_before) DESC, product, size NULLS FIRST, flavour NULLS FIRST;
