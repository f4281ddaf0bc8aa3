-- How a sale was paid is not known any more.
UPDATE transactions
SET payment_id = NULL
FROM etl.told_sales AS told
SEMI JOIN told_back AS back ON back.file_id = told.file_id AND back.sale_key = told.sale_key
WHERE told.sale_id = transactions.id AND told.gave_payment;
