-- Append what is told of sales beside their totals; their ids are the warehouse's already.
INSERT INTO sale_details (transaction_id, sale_key, tax, tip, service_charge)
SELECT transaction_id, sale_key, tax, tip, service_charge
FROM staged_sale_details;
