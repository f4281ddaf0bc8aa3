-- Every sale has an item, but for those that are told without any.
-- Returns: one row per sale that has none.
SELECT sale.id
FROM transactions AS sale
ANTI JOIN (SELECT transaction_id FROM purchase_history WHERE id >= $from_item) AS item ON item.transaction_id = sale.id
ANTI JOIN (SELECT sale_id FROM etl.told_sales WHERE is_made) AS told ON told.sale_id = sale.id
WHERE sale.id >= $from_sale
ORDER BY ALL;
