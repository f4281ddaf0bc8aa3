-- The names of a kind that are in use.
-- Returns: one row per name, oldest first.
SELECT name
FROM (
    SELECT 'branch' AS kind, name, id FROM branches
    UNION ALL
    SELECT 'payment', method, id FROM payments
    UNION ALL
    SELECT 'size', name, id FROM sizes
    UNION ALL
    SELECT 'product', name, min(id) FROM products GROUP BY name
    UNION ALL
    SELECT 'flavour', flavour, min(id) FROM products WHERE flavour IS NOT NULL GROUP BY flavour
) AS used
WHERE kind = $kind
ORDER BY id;
