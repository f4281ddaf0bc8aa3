-- Nor what was paid beside its total.
UPDATE sale_details
SET
    tax = CASE WHEN NOT told.gave_tax THEN sale_details.tax END,
    tip = CASE WHEN NOT told.gave_tip THEN sale_details.tip END,
    service_charge = CASE WHEN NOT told.gave_charge THEN sale_details.service_charge END
FROM etl.told_sales AS told
SEMI JOIN told_back AS back ON back.file_id = told.file_id AND back.sale_key = told.sale_key
WHERE told.sale_id = sale_details.transaction_id AND NOT told.is_made;
