-- How a sale was paid is not known any more where undone files told it.
UPDATE transactions
SET payment_id = NULL
FROM etl.told_sales AS told
WHERE told.sale_id = transactions.id
    AND told.gave_payment
    AND list_contains(CAST($file_id AS INTEGER[]), told.file_id);
