-- What should be in the till: the totals that it rang up.
-- Returns: one row per day, branch and method of payment.
SELECT period, branch, payment, count(*) AS sales, CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue
FROM till_sales
GROUP BY period, branch, payment
ORDER BY period, branch, payment;
