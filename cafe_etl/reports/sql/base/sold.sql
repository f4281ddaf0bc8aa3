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
WHERE (getvariable('products') IS NULL OR list_contains(getvariable('products'), product))
    AND (getvariable('sizes') IS NULL OR list_contains(getvariable('sizes'), coalesce(size, '(no size)')))
    AND (getvariable('flavours') IS NULL OR list_contains(getvariable('flavours'), coalesce(flavour, '(no flavour)')))
