-- What is told last of each of these numbers without items, and the sale that has them, null where none does. Of a sale
-- that is void nothing is. There can be two rows: of an export of sales, and of one of payments, which tells no total.
CREATE OR REPLACE TEMP TABLE told_now AS
WITH latest AS (
    SELECT told.*
    FROM etl.told_sales AS told
    SEMI JOIN told_keys ON told_keys.sale_key = told.sale_key
    ANTI JOIN etl.void_sales AS void ON void.sale_key = told.sale_key
    QUALIFY row_number() OVER (PARTITION BY told.sale_key, told.total_price IS NULL ORDER BY told.file_id DESC) = 1
), itemised AS (
    SELECT detail.sale_key, min(detail.transaction_id) AS sale_id
    FROM sale_details AS detail
    SEMI JOIN told_keys ON told_keys.sale_key = detail.sale_key
    SEMI JOIN purchase_history AS item ON item.transaction_id = detail.transaction_id
    GROUP BY detail.sale_key
)
SELECT
    latest.file_id,
    latest.sale_key,
    latest.date_time,
    latest.branch,
    latest.payment,
    latest.total_price,
    latest.is_refund,
    latest.tax,
    latest.tip,
    latest.service_charge,
    itemised.sale_id AS itemised_id
FROM latest
LEFT JOIN itemised ON itemised.sale_key = latest.sale_key;
