-- What was sold for less than its price or given away, less what of it was given back.
-- Returns: one row per branch and product in one size and flavour; given_away is how many of the items cost nothing.
SELECT
    branch,
    product,
    size,
    flavour,
    CAST(sum(quantity) AS DECIMAL(18,3)) AS quantity,
    CAST(sum(revenue + discount) AS DECIMAL(18,2)) AS full_price,
    CAST(sum(discount) AS DECIMAL(18,2)) AS discount,
    CAST(sum(discount) / nullif(sum(revenue + discount), 0) AS DOUBLE) AS discount_share,
    CAST(coalesce(sum(quantity) FILTER (WHERE revenue = 0), 0) AS DECIMAL(18,3)) AS given_away,
    CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue
FROM filtered_items
WHERE discount <> 0 OR revenue = 0
GROUP BY branch, product, size, flavour
ORDER BY discount DESC, given_away DESC, branch, product, size NULLS FIRST, flavour NULLS FIRST;
