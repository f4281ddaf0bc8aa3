-- What the methods of split payments would be called without renames, of replaced sales too.
-- Returns: one row per name, oldest first.
SELECT coalesce(part.method_written, payment.method) AS name
FROM (
    SELECT payment_id, method_written FROM sale_payments
    UNION ALL
    SELECT payment_id, method_written FROM etl.replaced_sale_payments
) AS part
JOIN payments AS payment ON payment.id = part.payment_id
GROUP BY name
ORDER BY min(payment.id), name;
