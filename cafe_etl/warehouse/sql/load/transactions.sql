-- Append sales whose ids are the warehouse's already, in the order of their ids.
INSERT INTO transactions (id, file_id, date_time, branch_id, payment_id, total_price, is_refund)
SELECT id, file_id, date_time, branch_id, payment_id, total_price, is_refund
FROM staged_transactions;
