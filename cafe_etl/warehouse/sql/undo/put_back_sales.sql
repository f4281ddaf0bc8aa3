-- Put sales back that an undone file had replaced.
-- In: the undone files.
INSERT INTO transactions (id, file_id, date_time, branch_id, payment_id, total_price, is_refund)
SELECT sale.id, sale.file_id, sale.date_time, sale.branch_id, sale.payment_id, sale.total_price, sale.is_refund
FROM etl.replaced_transactions AS sale
JOIN back ON back.id = sale.id AND back.same_id IS NULL
WHERE list_contains(CAST($file_id AS INTEGER[]), sale.replaced_by)
ORDER BY sale.id;
