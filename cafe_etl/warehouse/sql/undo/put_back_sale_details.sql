-- Put back what the till tells more of sales that an undone file had replaced.
-- In: the undone files.
INSERT INTO sale_details (transaction_id, sale_key, tax, tip, service_charge)
SELECT detail.transaction_id, detail.sale_key, detail.tax, detail.tip, detail.service_charge
FROM etl.replaced_sale_details AS detail
JOIN etl.replaced_transactions AS sale ON sale.id = detail.transaction_id
JOIN back ON back.id = sale.id AND back.same_id IS NULL
WHERE list_contains(CAST($file_id AS INTEGER[]), sale.replaced_by)
ORDER BY detail.transaction_id;
