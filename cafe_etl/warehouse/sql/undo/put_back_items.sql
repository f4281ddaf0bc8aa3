-- Put the items of sales back that an undone file had replaced.
-- In: the undone files.
INSERT INTO purchase_history (id, transaction_id, product_id, quantity, unit_price)
SELECT item.id, item.transaction_id, item.product_id, item.quantity, item.unit_price
FROM etl.replaced_purchase_history AS item
JOIN etl.replaced_transactions AS sale ON sale.id = item.transaction_id
JOIN back ON back.id = sale.id AND back.same_id IS NULL
WHERE list_contains(CAST($file_id AS INTEGER[]), sale.replaced_by)
ORDER BY item.id;
