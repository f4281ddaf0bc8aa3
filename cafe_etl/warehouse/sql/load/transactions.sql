-- Append sales whose ids are the warehouse's already, in the order of their ids. No layout tells refunds yet.
INSERT INTO transactions (id, file_id, date_time, branch_id, payment_id, total_price, is_refund)
SELECT id, file_id, date_time, branch_id, payment_id, total_price, false
FROM staged_transactions;
