-- The view `filtered_items`: items under all filters.
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
    discount,
    revenue,
    is_refund
FROM period_items
WHERE branch_matches(branch) AND item_matches(product, size, flavour)
