-- The table `was`: what items would be without renames, those that were replaced too.
-- Returns: one row per item that has a renamed product, flavour or size.
CREATE OR REPLACE TEMP TABLE was AS
WITH item AS (
    SELECT id, product_id FROM purchase_history
    UNION ALL
    SELECT id, product_id FROM etl.replaced_purchase_history
), kept AS (
    SELECT
        id,
        max(name) FILTER (WHERE kind = 'product') AS name,
        max(name) FILTER (WHERE kind = 'flavour') AS flavour,
        max(name) FILTER (WHERE kind = 'size') AS size
    FROM etl.renamed
    WHERE kind IN ('product', 'flavour', 'size')
    GROUP BY id
)
SELECT
    item.id,
    item.product_id,
    coalesce(kept.name, product.name) AS name,
    coalesce(kept.flavour, product.flavour) AS flavour,
    coalesce(kept.size, size.name) AS size
FROM kept
JOIN item ON item.id = kept.id
JOIN products AS product ON product.id = item.product_id
LEFT JOIN sizes AS size ON size.id = product.size_id;
