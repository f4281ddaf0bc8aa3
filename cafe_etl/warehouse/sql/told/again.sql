-- Sales of new files that an earlier one tells in the same words.
CREATE OR REPLACE TEMP TABLE told_again AS
SELECT DISTINCT told.file_id, told.sale_key, told.branch_name, CAST(told.date_time AS DATE) AS day
FROM staged_told AS told
JOIN etl.told_sales AS known
    ON known.sale_key = told.sale_key
    AND known.file_id <> told.file_id
    AND known.date_time = told.date_time
    AND known.branch = told.branch_name
    AND known.payment IS NOT DISTINCT FROM told.payment_method
    AND known.total_price = told.total_price
    AND known.is_refund = told.is_refund
    AND known.tax IS NOT DISTINCT FROM told.tax
    AND known.tip IS NOT DISTINCT FROM told.tip
    AND known.service_charge IS NOT DISTINCT FROM told.service_charge;
