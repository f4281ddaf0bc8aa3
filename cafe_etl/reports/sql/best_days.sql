-- Which branch had the highest day and the highest week: the best of each branch, the highest first.
-- Returns: one row per branch and span ('day' or 'week'); a week begins on its Monday; quantity is null where no export
--          tells the items of any sale.
WITH spans AS (
    SELECT unnest(['day', 'week']) AS span
),
tills AS (
    SELECT
        span,
        branch,
        CAST(date_trunc(span, day) AS DATE) AS period,
        count(*) FILTER (WHERE NOT is_refund) AS sales,
        sum(revenue) AS revenue
    FROM till_sales
    CROSS JOIN spans
    GROUP BY ALL
),
items AS (
    SELECT span, branch, CAST(date_trunc(span, day) AS DATE) AS period, sum(quantity) AS quantity
    FROM filtered_items
    CROSS JOIN spans
    GROUP BY ALL
),
measured AS (
    SELECT
        *,
        measure_of(quantity, revenue) AS measure,
        row_number() OVER (
            PARTITION BY span, branch
            ORDER BY measure_of(quantity, revenue) DESC NULLS LAST, period
        ) AS place
    FROM tills
    LEFT JOIN items USING (span, branch, period)
)
SELECT
    span,
    branch,
    period,
    isodow(period) AS weekday,
    CAST(revenue AS DECIMAL(18,2)) AS revenue,
    sales,
    CAST(quantity AS DECIMAL(18,3)) AS quantity
FROM measured
WHERE place = 1
ORDER BY span, measure DESC NULLS LAST, branch;
