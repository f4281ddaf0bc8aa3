-- Drop what is kept of the names of sales and items that are there no more, in the tables or among the replaced.
DELETE FROM etl.renamed
WHERE (
    kind IN ('branch', 'payment')
    AND id NOT IN (SELECT id FROM transactions UNION ALL SELECT id FROM etl.replaced_transactions)
) OR (
    kind IN ('product', 'flavour', 'size')
    AND id NOT IN (SELECT id FROM purchase_history UNION ALL SELECT id FROM etl.replaced_purchase_history)
);
