-- Every product that names a size names one that exists.
-- Returns: one row per product that does not.
SELECT product.id
FROM products AS product
ANTI JOIN sizes AS size ON size.id = product.size_id
WHERE product.size_id IS NOT NULL
ORDER BY ALL;
