-- The view `hourly_sales`: when it is busy. Refunds are left out.
-- Returns: one row per day, hour and branch that has sales.
SELECT
    CAST(sale.date_time AS DATE) AS day,
    CAST(hour(sale.date_time) AS INTEGER) AS hour,
    branch.name AS branch,
    count(*) AS sales,
    CAST(sum(sale.total_price) AS DECIMAL(18,2)) AS takings
FROM transactions AS sale
JOIN branches AS branch ON branch.id = sale.branch_id
WHERE NOT sale.is_refund
GROUP BY ALL
