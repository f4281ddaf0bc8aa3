-- The methods of payment, in the order in which the till cube numbers them from 0.
-- Returns: one row per method, and one each for sales that were paid by several and for those of which the till tells none.
SELECT method
FROM (
    SELECT method, 0 AS place FROM payments
    UNION ALL
    SELECT '(several)', 1 WHERE EXISTS (FROM sale_payments)
    UNION ALL
    SELECT '(no payment)', 2 WHERE EXISTS (FROM transactions WHERE payment_id IS NULL)
)
ORDER BY place, method;
