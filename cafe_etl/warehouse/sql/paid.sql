-- The view `paid`: what was paid for each sale, with tax, tip and service charge. Of a sale that was paid by several
-- methods, what they do not come to is paid by none that the till tells.
-- Returns: one row per sale and method of payment.
WITH part AS (
    SELECT transaction_id, payment_id, sum(amount) AS amount, NULL AS all_parts
    FROM sale_payments
    GROUP BY transaction_id, payment_id
    UNION ALL
    SELECT transaction_id, NULL, NULL, sum(amount) FROM sale_payments GROUP BY transaction_id
), bill AS (
    SELECT
        sale.id,
        sale.date_time,
        sale.branch_id,
        CASE WHEN part.transaction_id IS NULL THEN sale.payment_id ELSE part.payment_id END AS payment_id,
        sale.is_refund,
        part.transaction_id IS NULL OR part.amount IS NOT NULL AS is_told,
        coalesce(
            part.amount,
            sale.total_price
            + coalesce(detail.tax, 0)
            + coalesce(detail.tip, 0)
            + coalesce(detail.service_charge, 0)
            - coalesce(part.all_parts, 0)
        ) AS amount
    FROM transactions AS sale
    LEFT JOIN sale_details AS detail ON detail.transaction_id = sale.id
    LEFT JOIN part ON part.transaction_id = sale.id
)
SELECT
    bill.id AS sale_id,
    bill.date_time,
    branch.name AS branch,
    payment.method AS payment,
    CAST(bill.amount AS DECIMAL(18,2)) AS amount,
    bill.is_refund
FROM bill
JOIN branches AS branch ON branch.id = bill.branch_id
LEFT JOIN payments AS payment ON payment.id = bill.payment_id
WHERE bill.is_told OR bill.amount <> 0
