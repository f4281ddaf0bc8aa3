-- Nor by what methods.
DELETE FROM sale_payments
WHERE transaction_id IN (
    SELECT sale_id
    FROM etl.told_sales
    WHERE NOT is_made AND list_contains(CAST($file_id AS INTEGER[]), file_id)
);
