-- How the sales lie from an id on, one row per file that brought some: one pass over the table, which the checks share.
-- in_order: each id is higher than the one that lies before it; is_unbroken: by one.
CREATE OR REPLACE TEMP TABLE sales_seen AS
SELECT
    file_id,
    count(*) AS sales,
    sum(total_price) AS takings,
    min(id) AS lowest,
    max(id) AS highest,
    coalesce(min(step) > 0, true) AS in_order,
    coalesce(min(step) = 1 AND max(step) = 1, true) AS is_unbroken,
    bool_or(is_refund) AS has_refund,
    min(branch_id) AS lowest_branch,
    max(branch_id) AS highest_branch,
    min(payment_id) AS lowest_payment,
    max(payment_id) AS highest_payment
FROM (
    SELECT id, file_id, branch_id, payment_id, total_price, is_refund, id - lag(id) OVER () AS step
    FROM transactions
    WHERE id >= $from_sale
)
GROUP BY file_id;
