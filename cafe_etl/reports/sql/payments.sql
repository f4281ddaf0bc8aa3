-- How people paid.
-- Returns: one row per method of payment; share is of the revenue of all under the filters.
SELECT
    payment,
    count(*) AS sales,
    CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue,
    CAST(sum(revenue) / nullif(sum(sum(revenue)) OVER (), 0) AS DOUBLE) AS share,
    CAST(sum(revenue) / count(*) AS DECIMAL(18,2)) AS average_sale
FROM till_sales
GROUP BY payment
ORDER BY revenue DESC, payment;
