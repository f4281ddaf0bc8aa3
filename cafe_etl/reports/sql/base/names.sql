-- What a filter may name: of items without a size or a flavour, the words by which reports show them.
-- Returns: one row per kind of name and name.
SELECT 'branch' AS kind, name FROM branches
UNION ALL SELECT 'payment', method FROM payments
UNION ALL SELECT 'size', name FROM sizes
UNION ALL SELECT DISTINCT 'product', name FROM products
UNION ALL SELECT DISTINCT 'flavour', coalesce(flavour, '(no flavour)') FROM products
UNION ALL SELECT 'payment', '(no payment)' WHERE EXISTS (FROM transactions WHERE payment_id IS NULL)
UNION ALL SELECT 'payment', '(several)' WHERE EXISTS (FROM sale_payments)
UNION ALL SELECT DISTINCT 'size', '(no size)' FROM products WHERE size_id IS NULL
ORDER BY ALL;
