-- Keep what the till tells more of the sales that are being replaced.
INSERT INTO etl.replaced_sale_details (transaction_id, sale_key, tax, tip, service_charge)
SELECT detail.transaction_id, detail.sale_key, detail.tax, detail.tip, detail.service_charge
FROM sale_details AS detail
SEMI JOIN replaced ON replaced.id = detail.transaction_id
ORDER BY detail.transaction_id;
