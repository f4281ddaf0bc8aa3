-- The view `sold`: items under all filters.
-- Returns: one row per item of a sale.
SELECT
    sale_id,
    date_time,
    day,
    period,
    branch,
    payment,
    product_id,
    product,
    size,
    flavour,
    quantity,
    unit_price,
    revenue
FROM bought
WHERE is_asked_branch(branch) AND is_asked_item(product, size, flavour)
