-- Every item belongs to a sale that exists.
-- Returns: one row per orphan.
SELECT item.id
FROM purchase_history AS item
ANTI JOIN transactions AS sale ON sale.id = item.transaction_id
WHERE item.id >= $from_item
ORDER BY ALL;
