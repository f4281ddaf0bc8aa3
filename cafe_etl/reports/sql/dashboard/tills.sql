-- What the tills took: columns of equal length, one entry per branch, day and method of payment.
-- Returns: one row of lists: branch and payment (their place in the alphabet, from 0; a payment that the till does not
--          tell is the last), day (days since the first), sales, pence.
WITH branch AS (
    SELECT id, row_number() OVER (ORDER BY name) - 1 AS place FROM branches
),
payment AS (
    SELECT id, row_number() OVER (ORDER BY method) - 1 AS place FROM payments
),
entry AS (
    SELECT
        branch.place AS branch,
        coalesce(payment.place, (SELECT count(*) FROM payments)) AS payment,
        date_diff('day', $first_day, CAST(sale.date_time AS DATE)) AS day,
        count(*) AS sales,
        CAST(sum(sale.total_price) * 100 AS BIGINT) AS pence
    FROM transactions AS sale
    JOIN branch ON branch.id = sale.branch_id
    LEFT JOIN payment ON payment.id = sale.payment_id
    WHERE sale.date_time >= $first_day
    GROUP BY ALL
    ORDER BY ALL
)
SELECT list(branch), list(payment), list(day), list(sales), list(pence) FROM entry;
