-- Give split payments the method that theirs is called now.
-- In: lists of equal length, one value per name without renames: the name, the id of what it is called now, and whether
--     that is another name.
UPDATE sale_payments
SET payment_id = target.id, method_written = target.written
FROM (
    SELECT DISTINCT
        part.payment_id,
        part.method_written,
        now.id,
        CASE WHEN now.is_renamed THEN now.name END AS written
    FROM sale_payments AS part
    JOIN payments AS payment ON payment.id = part.payment_id
    JOIN (
        SELECT
            unnest(CAST($name AS VARCHAR[])) AS name,
            unnest(CAST($id AS INTEGER[])) AS id,
            unnest(CAST($is_renamed AS BOOLEAN[])) AS is_renamed
    ) AS now
        ON now.name = coalesce(part.method_written, payment.method)
) AS target
WHERE sale_payments.payment_id = target.payment_id
    AND sale_payments.method_written IS NOT DISTINCT FROM target.method_written;
