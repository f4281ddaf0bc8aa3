-- Put the sales of replaced files back.
INSERT INTO transactions (id, file_id, date_time, branch_id, payment_id, total_price, is_refund)
SELECT id, file_id, date_time, branch_id, payment_id, total_price, is_refund
FROM etl.replaced_transactions
WHERE list_contains(CAST($file_id AS INTEGER[]), file_id)
ORDER BY id;
