-- How people paid.
-- Returns: one row per method of payment, '(several)' being one; share is of the revenue of all under the filters.
SELECT
    payment,
    count(*) FILTER (WHERE NOT is_refund) AS sales,
    CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue,
    CAST(sum(revenue) / nullif(sum(sum(revenue)) OVER (), 0) AS DOUBLE) AS share,
    CAST(sum(revenue) / nullif(count(*) FILTER (WHERE NOT is_refund), 0) AS DECIMAL(18,2)) AS average_sale
FROM till_sales
GROUP BY payment
ORDER BY revenue DESC, payment;
