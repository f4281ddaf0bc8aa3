-- The methods of payment, in the order in which the till cube numbers them from 0.
-- Returns: one row per method, and a last one where the till of a sale tells none.
SELECT method
FROM (
    SELECT method, 0 AS place FROM payments
    UNION ALL
    SELECT DISTINCT '(no payment)', 1 FROM transactions WHERE payment_id IS NULL
)
ORDER BY place, method;
