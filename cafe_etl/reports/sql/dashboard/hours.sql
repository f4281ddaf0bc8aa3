-- When sales were made, without refunds: columns of equal length, one entry per branch, day and hour.
-- Returns: one row of lists: branch (its place in the alphabet, from 0), day (days since the first), hour, sales.
WITH branch AS (
    SELECT id, row_number() OVER (ORDER BY name) - 1 AS place FROM branches
),
entry AS (
    SELECT
        branch.place AS branch,
        date_diff('day', $first_day, CAST(sale.date_time AS DATE)) AS day,
        hour(sale.date_time) AS hour,
        count(*) AS sales
    FROM transactions AS sale
    JOIN branch ON branch.id = sale.branch_id
    WHERE sale.date_time >= $first_day AND NOT sale.is_refund
    GROUP BY ALL
    ORDER BY ALL
)
SELECT list(branch), list(day), list(hour), list(sales) FROM entry;
