-- Takings, sales and items over time. A period in which branches reported and nothing was sold is there with zeros, one
-- in which no branch reported is there with nulls.
-- Returns: one row per day, week or month and, with --split, per product, branch, size, flavour or payment; quantity is
--          null where there are sales and no export tells the items of any; days are those of the period in which any
--          branch reported.
WITH periods AS (
    SELECT
        CAST(date_trunc(getvariable('every'), day) AS DATE) AS period,
        count(DISTINCT reported.day) AS days
    FROM (
        SELECT CAST(unnest(generate_series(
            getvariable('first_day'), getvariable('last_day'), INTERVAL 1 DAY
        )) AS DATE) AS day
    ) AS every_day
    LEFT JOIN (SELECT DISTINCT day FROM branch_days WHERE status = 'reported') AS reported USING (day)
    GROUP BY 1
),
tills AS (
    SELECT
        period,
        CASE getvariable('split') WHEN 'branch' THEN branch WHEN 'payment' THEN payment END AS split,
        count(*) FILTER (WHERE NOT is_refund) AS sales,
        sum(revenue) AS revenue
    FROM till_sales
    WHERE coalesce(getvariable('split'), 'branch') IN ('branch', 'payment')
    GROUP BY ALL
),
items AS (
    SELECT
        period,
        CASE getvariable('split')
            WHEN 'product' THEN product
            WHEN 'branch' THEN branch
            WHEN 'size' THEN size
            WHEN 'flavour' THEN flavour
            WHEN 'payment' THEN payment
        END AS split,
        sum(quantity) AS quantity,
        sum(revenue) AS revenue,
        CASE
            WHEN getvariable('split') IN ('product', 'size', 'flavour')
                THEN count(DISTINCT sale_id) FILTER (WHERE quantity > 0)
        END AS sales
    FROM filtered_items
    GROUP BY ALL
),
together AS (
    SELECT
        coalesce(tills.period, items.period) AS period,
        CASE WHEN tills.period IS NULL THEN items.split ELSE tills.split END AS split,
        coalesce(tills.sales, items.sales) AS sales,
        items.quantity,
        coalesce(tills.revenue, items.revenue) AS revenue
    FROM items
    FULL JOIN tills ON tills.period = items.period AND tills.split IS NOT DISTINCT FROM items.split
)
SELECT
    periods.period,
    together.split,
    CAST(CASE WHEN periods.days > 0 THEN coalesce(together.revenue, 0) END AS DECIMAL(18,2)) AS revenue,
    CAST(CASE WHEN periods.days > 0 THEN coalesce(together.sales, 0) END AS BIGINT) AS sales,
    CAST(
        CASE
            WHEN together.period IS NOT NULL THEN together.quantity
            WHEN periods.days > 0 THEN 0
        END AS DECIMAL(18,3)
    ) AS quantity,
    CAST(together.revenue / nullif(together.sales, 0) AS DECIMAL(18,2)) AS average_sale,
    periods.days
FROM periods
LEFT JOIN together USING (period)
ORDER BY periods.period, together.split NULLS FIRST;
