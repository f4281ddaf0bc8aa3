-- What is kept of renames is about a sale or an item that exists, and once for each kind of its names.
-- Returns: one row per kind and id of which that is not so.
WITH kept AS (
    SELECT kind, id, CASE WHEN kind IN ('branch', 'payment') THEN 'sale' ELSE 'item' END AS about
    FROM etl.renamed
    WHERE id >= CASE WHEN kind IN ('branch', 'payment') THEN $from_sale ELSE $from_item END
), fact AS (
    SELECT 'sale' AS about, id FROM transactions WHERE id >= $from_sale
    UNION ALL
    SELECT 'sale', id FROM etl.replaced_transactions
    UNION ALL
    SELECT 'item', id FROM purchase_history WHERE id >= $from_item
    UNION ALL
    SELECT 'item', id FROM etl.replaced_purchase_history
)
SELECT concat(kept.kind, ' ', kept.id)
FROM kept
ANTI JOIN fact ON fact.about = kept.about AND fact.id = kept.id
UNION ALL
SELECT concat(kind, ' ', id) FROM kept GROUP BY kind, id HAVING count(*) > 1
ORDER BY ALL;
