-- The view `daily_products`: what was bought.
-- Returns: one row per day, branch and product in one size and flavour.
SELECT
    CAST(date_time AS DATE) AS day,
    branch,
    product,
    size,
    flavour,
    CAST(sum(quantity) AS DECIMAL(18,3)) AS quantity,
    CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue,
    CAST(sum(discount) AS DECIMAL(18,2)) AS discount
FROM sales
GROUP BY ALL
