-- No branch, payment, product, size or flavour has a name that was put right and not put back since.
-- Returns: one row per such name: its kind and the run that put it right.
WITH used AS (
    SELECT 'branch' AS kind, name FROM branches
    UNION ALL
    SELECT 'payment', method FROM payments
    UNION ALL
    SELECT 'size', name FROM sizes
    UNION ALL
    SELECT 'product', name FROM products
    UNION ALL
    SELECT 'flavour', flavour FROM products
)
SELECT DISTINCT concat(old.kind, ' ', old.run_id)
FROM etl.names AS old
SEMI JOIN used ON used.kind = old.kind AND used.name = old.written
ANTI JOIN etl.names AS later ON later.kind = old.kind AND later.run_id > old.run_id AND later.meant = old.written
ORDER BY ALL;
