-- Append items whose ids are the warehouse's already, in the order of their ids.
INSERT INTO purchase_history (id, transaction_id, product_id, quantity, unit_price)
SELECT id, transaction_id, product_id, quantity, unit_price
FROM staged_purchase_history;
