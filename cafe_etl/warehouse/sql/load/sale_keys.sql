-- Append the keys of sales whose ids are the warehouse's already, in the order of their ids.
INSERT INTO sale_details (transaction_id, sale_key, tax, tip, service_charge)
SELECT transaction_id, sale_key, NULL, NULL, NULL
FROM staged_sale_keys;
