-- When staff is needed: an hour's mean on a day on which a branch was open, that is, had any sale. Refunds
-- are left out.
-- Returns: one row per hour and weekday (1 is Monday) with sales; open_days counts branches and days.
WITH open_days AS (
    SELECT isodow(day) AS weekday, count(*) AS open_days FROM branch_days WHERE status = 'reported' GROUP BY 1
),
by_hour AS (
    SELECT
        hour(date_time) AS hour,
        isodow(day) AS weekday,
        count(*) AS sales,
        CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue
    FROM till_sales
    WHERE NOT is_refund
    GROUP BY ALL
)
SELECT
    CAST(hour AS INTEGER) AS hour,
    CAST(weekday AS INTEGER) AS weekday,
    open_days,
    sales,
    CAST(sales / open_days AS DOUBLE) AS sales_per_day,
    revenue,
    CAST(revenue / open_days AS DECIMAL(18,2)) AS revenue_per_day
FROM by_hour
JOIN open_days USING (weekday)
ORDER BY hour, weekday;
