-- Keep the sales of files that are being replaced.
INSERT INTO etl.replaced_transactions (id, file_id, date_time, branch_id, payment_id, total_price, is_refund)
SELECT id, file_id, date_time, branch_id, payment_id, total_price, is_refund
FROM transactions
WHERE list_contains(CAST($file_id AS INTEGER[]), file_id);
