-- Put back the methods of payment of sales that an undone file had replaced.
-- In: the undone files.
INSERT INTO sale_payments (transaction_id, payment_id, amount, method_written)
SELECT part.transaction_id, part.payment_id, part.amount, part.method_written
FROM etl.replaced_sale_payments AS part
JOIN etl.replaced_transactions AS sale ON sale.id = part.transaction_id
JOIN back ON back.id = sale.id AND back.same_id IS NULL
WHERE list_contains(CAST($file_id AS INTEGER[]), sale.replaced_by)
ORDER BY part.transaction_id, part.payment_id, part.method_written;
