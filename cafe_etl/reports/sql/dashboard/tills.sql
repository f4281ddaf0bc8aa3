-- What the tills took: columns of equal length, one entry per branch, day and method of payment.
-- Returns: one row of lists: branch and payment (their place in the alphabet, from 0; after all methods those sales that
--          were paid by several, where there are such, and those of which the till tells none), day (days since the
--          first), sales, pence, net of refunds; and refunds, null where there are none at all.
WITH branch AS (
    SELECT id, row_number() OVER (ORDER BY name) - 1 AS place FROM branches
),
payment AS (
    SELECT id, row_number() OVER (ORDER BY method) - 1 AS place FROM payments
),
split AS (
    SELECT DISTINCT transaction_id FROM sale_payments
),
entry AS (
    SELECT
        branch.place AS branch,
        coalesce(
            payment.place,
            (SELECT count(*) FROM payments)
            + CASE WHEN split.transaction_id IS NULL AND EXISTS (FROM sale_payments) THEN 1 ELSE 0 END
        ) AS payment,
        date_diff('day', $first_day, CAST(sale.date_time AS DATE)) AS day,
        count(*) FILTER (WHERE NOT sale.is_refund) AS sales,
        CAST(sum(sale.total_price) * 100 AS BIGINT) AS pence,
        count(*) FILTER (WHERE sale.is_refund) AS refunds
    FROM transactions AS sale
    JOIN branch ON branch.id = sale.branch_id
    LEFT JOIN payment ON payment.id = sale.payment_id
    LEFT JOIN split ON split.transaction_id = sale.id
    WHERE sale.date_time >= $first_day
    GROUP BY ALL
    ORDER BY ALL
)
SELECT
    list(branch),
    list(payment),
    list(day),
    list(sales),
    list(pence),
    CASE WHEN sum(refunds) > 0 THEN list(refunds) END
FROM entry;
