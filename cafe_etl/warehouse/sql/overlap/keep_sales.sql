-- Keep the sales that are being replaced.
INSERT INTO etl.replaced_transactions (
    id, file_id, date_time, branch_id, payment_id, total_price, is_refund, replaced_by
)
SELECT
    sale.id,
    sale.file_id,
    sale.date_time,
    sale.branch_id,
    sale.payment_id,
    sale.total_price,
    sale.is_refund,
    replaced.replaced_by
FROM transactions AS sale
JOIN replaced ON replaced.id = sale.id
ORDER BY sale.id;
