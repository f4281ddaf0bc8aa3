-- Every product, in the order in which the cube numbers them from 0.
-- Returns: one row per product in one size and flavour, named as a person would.
SELECT concat_ws(' ', size.name, product.name) || coalesce(' - ' || product.flavour, '') AS name
FROM products AS product
LEFT JOIN sizes AS size ON size.id = product.size_id
ORDER BY product.name, size.name NULLS FIRST, product.flavour NULLS FIRST;
