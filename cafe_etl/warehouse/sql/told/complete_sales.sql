-- How a sale was paid, where its items' export does not tell it.
UPDATE transactions
SET payment_id = told.payment_id
FROM told_completed AS told
WHERE transactions.id = told.sale_id AND told.payment_id IS NOT NULL;
