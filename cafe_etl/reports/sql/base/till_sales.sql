-- The view `till_sales` where no item is filtered: sales, each with the till's total.
-- Returns: one row per sale.
SELECT
    sale.id AS sale_id,
    sale.date_time,
    CAST(sale.date_time AS DATE) AS day,
    CAST(date_trunc(getvariable('every'), sale.date_time) AS DATE) AS period,
    branch.name AS branch,
    paid_by(sale.id, payment.method) AS payment,
    CAST(sale.total_price AS DECIMAL(18,2)) AS revenue,
    sale.is_refund
FROM transactions AS sale
JOIN branches AS branch ON branch.id = sale.branch_id
LEFT JOIN payments AS payment ON payment.id = sale.payment_id
WHERE sale.date_time >= getvariable('from_day')
    AND sale.date_time < getvariable('last_day') + INTERVAL 1 DAY
    AND branch_matches(branch.name)
    AND payment_matches(paid_by(sale.id, payment.method))
