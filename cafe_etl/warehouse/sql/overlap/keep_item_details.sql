-- Keep what the till tells more of the items of sales that are being replaced.
INSERT INTO etl.replaced_item_details (purchase_id, discount, fraction)
SELECT detail.purchase_id, detail.discount, detail.fraction
FROM item_details AS detail
JOIN purchase_history AS item ON item.id = detail.purchase_id
SEMI JOIN replaced ON replaced.id = item.transaction_id
ORDER BY detail.purchase_id;
