-- The macro `item_matches`: whether an item is under the filters of product, size and flavour.
(
    (getvariable('products') IS NULL OR list_contains(getvariable('products'), product))
    AND (getvariable('sizes') IS NULL OR list_contains(getvariable('sizes'), coalesce(size, '(no size)')))
    AND (getvariable('flavours') IS NULL OR list_contains(getvariable('flavours'), coalesce(flavour, '(no flavour)')))
)
