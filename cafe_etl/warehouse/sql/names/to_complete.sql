-- The names that a shell completes: those of branches, and those of products, whatever their sizes and flavours.
-- Returns: one row per kind and name.
SELECT 'branch' AS kind, name FROM branches
UNION
SELECT 'product', name FROM products
ORDER BY ALL;
