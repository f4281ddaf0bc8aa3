-- Drop each payment method that no sale has, in the tables or among the replaced.
DELETE FROM payments
WHERE id NOT IN (
    SELECT payment_id FROM transactions WHERE payment_id IS NOT NULL
    UNION
    SELECT payment_id FROM etl.replaced_transactions WHERE payment_id IS NOT NULL
    UNION
    SELECT payment_id FROM sale_payments
    UNION
    SELECT payment_id FROM etl.replaced_sale_payments
);
