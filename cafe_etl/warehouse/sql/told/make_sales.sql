-- Append the sales that are made.
INSERT INTO transactions (id, file_id, date_time, branch_id, payment_id, total_price, is_refund)
SELECT id, file_id, date_time, branch_id, payment_id, total_price, is_refund
FROM told_made
ORDER BY id;
