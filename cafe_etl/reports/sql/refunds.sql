-- What was given back, the newest first.
-- Returns: one row per day, week or month, branch and product in one size and flavour; refunds is how many hold it, and
--          quantity and given_back are what they take off the items and their revenue.
SELECT
    period,
    branch,
    product,
    size,
    flavour,
    count(DISTINCT sale_id) AS refunds,
    CAST(-sum(quantity) AS DECIMAL(18,3)) AS quantity,
    CAST(-sum(revenue) AS DECIMAL(18,2)) AS given_back
FROM filtered_items
WHERE is_refund
GROUP BY period, branch, product, size, flavour
ORDER BY period DESC, given_back DESC, branch, product, size NULLS FIRST, flavour NULLS FIRST;
