-- Enter sales that new files tell without their items, but for those that are told so already.
INSERT INTO etl.told_sales (
    id,
    file_id,
    sale_key,
    date_time,
    branch,
    payment,
    total_price,
    is_refund,
    tax,
    tip,
    service_charge,
    sale_id,
    is_made,
    gave_payment,
    gave_tax,
    gave_tip,
    gave_charge
)
SELECT
    (SELECT coalesce(max(id), 0) FROM etl.told_sales)
    + row_number() OVER (ORDER BY told.file_id, told.date_time, told.sale_key),
    told.file_id,
    told.sale_key,
    told.date_time,
    told.branch_name,
    told.payment_method,
    told.total_price,
    told.is_refund,
    told.tax,
    told.tip,
    told.service_charge,
    NULL,
    false,
    false,
    false,
    false,
    false
FROM staged_told AS told
ANTI JOIN told_again AS again ON again.file_id = told.file_id AND again.sale_key = told.sale_key
ORDER BY told.file_id, told.date_time, told.sale_key;
