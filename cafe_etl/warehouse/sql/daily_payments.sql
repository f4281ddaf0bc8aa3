-- The view `daily_payments`: how it was paid, with tax, tips and service charges.
-- Returns: one row per day, branch and method of payment.
SELECT
    CAST(date_time AS DATE) AS day,
    branch,
    payment,
    count(*) FILTER (WHERE NOT is_refund) AS sales,
    CAST(sum(amount) AS DECIMAL(18,2)) AS paid
FROM paid
GROUP BY ALL
