-- The view `daily_payments`: how it was paid.
-- Returns: one row per day, branch and method of payment.
SELECT
    CAST(sale.date_time AS DATE) AS day,
    branch.name AS branch,
    payment.method AS payment,
    count(*) AS sales,
    CAST(sum(sale.total_price) AS DECIMAL(18,2)) AS takings
FROM transactions AS sale
JOIN branches AS branch ON branch.id = sale.branch_id
LEFT JOIN payments AS payment ON payment.id = sale.payment_id
GROUP BY ALL
