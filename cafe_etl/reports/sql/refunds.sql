-- What was given back, the newest first.
-- Returns: one row per day, week or month, branch and product in one size and flavour, null where no export tells the
--          items; refunds is how many hold it, and quantity and given_back are what they take off the items and revenue.
WITH given_back AS (
    SELECT period, branch, product, size, flavour, sale_id, quantity, revenue
    FROM filtered_items
    WHERE is_refund
    UNION ALL
    SELECT sale.period, sale.branch, NULL, NULL, NULL, sale.sale_id, NULL, sale.revenue
    FROM till_sales AS sale
    SEMI JOIN etl.told_sales AS told ON told.sale_id = sale.sale_id AND told.is_made
    WHERE sale.is_refund
)
SELECT
    period,
    branch,
    product,
    size,
    flavour,
    count(DISTINCT sale_id) AS refunds,
    CAST(-sum(quantity) AS DECIMAL(18,3)) AS quantity,
    CAST(-sum(revenue) AS DECIMAL(18,2)) AS given_back
FROM given_back
GROUP BY period, branch, product, size, flavour
ORDER BY period DESC, given_back DESC, branch, product NULLS LAST, size NULLS FIRST, flavour NULLS FIRST;
