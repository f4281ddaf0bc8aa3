-- Keep the items of sales that are being replaced.
INSERT INTO etl.replaced_purchase_history (id, transaction_id, product_id, quantity, unit_price)
SELECT item.id, item.transaction_id, item.product_id, item.quantity, item.unit_price
FROM purchase_history AS item
SEMI JOIN replaced ON replaced.id = item.transaction_id
ORDER BY item.id;
