-- What a filter may name.
-- Returns: one row per kind of name and name.
SELECT 'branch' AS kind, name FROM branches
UNION ALL SELECT 'payment', method FROM payments
UNION ALL SELECT 'size', name FROM sizes
UNION ALL SELECT DISTINCT 'product', name FROM products
UNION ALL SELECT DISTINCT 'flavour', flavour FROM products WHERE flavour IS NOT NULL
ORDER BY ALL;
