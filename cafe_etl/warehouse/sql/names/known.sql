-- The names that the warehouse knows: those that sales and items would have without renames, and those in use.
-- Returns: one row per kind and name, of a kind the oldest first.
SELECT kind, name
FROM (
    SELECT kind, name, 0 AS place, min(id) AS id FROM etl.renamed GROUP BY kind, name
    UNION ALL
    SELECT 'payment', method_written, 0, min(transaction_id)
    FROM sale_payments
    WHERE method_written IS NOT NULL
    GROUP BY method_written
    UNION ALL
    SELECT 'branch', name, 1, id FROM branches
    UNION ALL
    SELECT 'payment', method, 1, id FROM payments
    UNION ALL
    SELECT 'size', name, 1, id FROM sizes
    UNION ALL
    SELECT 'product', name, 1, min(id) FROM products GROUP BY name
    UNION ALL
    SELECT 'flavour', flavour, 1, min(id) FROM products WHERE flavour IS NOT NULL GROUP BY flavour
) AS known
ORDER BY kind, place, id;
