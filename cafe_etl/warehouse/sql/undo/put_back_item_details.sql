-- Put back what the till tells more of the items of sales that an undone file had replaced.
-- In: the undone files.
INSERT INTO item_details (purchase_id, discount, fraction)
SELECT detail.purchase_id, detail.discount, detail.fraction
FROM etl.replaced_item_details AS detail
JOIN etl.replaced_purchase_history AS item ON item.id = detail.purchase_id
JOIN etl.replaced_transactions AS sale ON sale.id = item.transaction_id
JOIN back ON back.id = sale.id AND back.same_id IS NULL
WHERE list_contains(CAST($file_id AS INTEGER[]), sale.replaced_by)
ORDER BY detail.purchase_id;
