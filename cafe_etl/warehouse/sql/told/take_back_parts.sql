-- Nor by what methods.
DELETE FROM sale_payments
WHERE transaction_id IN (
    SELECT told.sale_id
    FROM etl.told_sales AS told
    SEMI JOIN told_back AS back ON back.file_id = told.file_id AND back.sale_key = told.sale_key
    WHERE NOT told.is_made
);
