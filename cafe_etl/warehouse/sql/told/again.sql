-- Sales of new files of which the last word that is known is the same one.
CREATE OR REPLACE TEMP TABLE told_again AS
WITH known AS (
    SELECT known.*
    FROM etl.told_sales AS known
    SEMI JOIN staged_told AS told ON told.sale_key = known.sale_key
    QUALIFY row_number() OVER (
        PARTITION BY known.sale_key, known.total_price IS NULL ORDER BY known.file_id DESC
    ) = 1
)
SELECT
    told.file_id,
    told.sale_key,
    told.branch_name,
    CAST(told.date_time AS DATE) AS day,
    any_value(known.id) AS told_id
FROM staged_told AS told
JOIN known
    ON known.sale_key = told.sale_key
    AND known.file_id <> told.file_id
    AND known.date_time = told.date_time
    AND known.branch = told.branch_name
    AND known.payment IS NOT DISTINCT FROM told.payment_method
    AND known.total_price IS NOT DISTINCT FROM told.total_price
    AND known.is_refund = told.is_refund
    AND known.tax IS NOT DISTINCT FROM told.tax
    AND known.tip IS NOT DISTINCT FROM told.tip
    AND known.service_charge IS NOT DISTINCT FROM told.service_charge
GROUP BY told.file_id, told.sale_key, told.branch_name, CAST(told.date_time AS DATE);
