-- Note which sales were completed by what, and what of theirs is from here.
UPDATE etl.told_sales
SET
    sale_id = told.sale_id,
    gave_payment = gave_payment OR told.payment_id IS NOT NULL,
    gave_tax = gave_tax OR told.tax IS NOT NULL,
    gave_tip = gave_tip OR told.tip IS NOT NULL,
    gave_charge = gave_charge OR told.service_charge IS NOT NULL
FROM told_completed AS told
WHERE told_sales.file_id = told.file_id AND told_sales.sale_key = told.sale_key;
