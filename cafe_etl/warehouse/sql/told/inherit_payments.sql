-- And by what methods it was paid.
UPDATE etl.told_payments
SET file_id = heir.heir
FROM told_heirs AS heir
WHERE told_payments.file_id = heir.file_id AND told_payments.sale_key = heir.sale_key;
