-- Put the items of replaced files back.
INSERT INTO purchase_history (id, transaction_id, product_id, quantity, unit_price)
SELECT item.id, item.transaction_id, item.product_id, item.quantity, item.unit_price
FROM etl.replaced_purchase_history AS item
SEMI JOIN (SELECT id FROM etl.replaced_transactions WHERE list_contains(CAST($file_id AS INTEGER[]), file_id)) AS sale
    ON sale.id = item.transaction_id
ORDER BY item.id;
