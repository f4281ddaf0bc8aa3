-- Append what is told of them beside their totals.
INSERT INTO sale_details (transaction_id, sale_key, tax, tip, service_charge)
SELECT id, sale_key, tax, tip, service_charge
FROM told_made
ORDER BY id;
