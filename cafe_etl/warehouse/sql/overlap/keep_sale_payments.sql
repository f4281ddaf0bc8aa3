-- Keep the methods of payment of the sales that are being replaced.
INSERT INTO etl.replaced_sale_payments (transaction_id, payment_id, amount, method_written)
SELECT part.transaction_id, part.payment_id, part.amount, part.method_written
FROM sale_payments AS part
SEMI JOIN replaced ON replaced.id = part.transaction_id
ORDER BY part.transaction_id, part.payment_id, part.method_written;
