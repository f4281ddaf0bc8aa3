-- Every sale has a branch that exists, and a payment that exists where it has one.
-- Returns: one row per sale that has not.
SELECT sale.id
FROM transactions AS sale
LEFT JOIN branches AS branch ON branch.id = sale.branch_id
LEFT JOIN payments AS payment ON payment.id = sale.payment_id
WHERE sale.id >= $from_sale AND (branch.id IS NULL OR (sale.payment_id IS NOT NULL AND payment.id IS NULL))
ORDER BY ALL;
