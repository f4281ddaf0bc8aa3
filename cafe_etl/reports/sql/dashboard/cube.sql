-- What was bought, from the view `items`: columns of equal length, one entry per branch, product and day.
-- Returns: one row of lists: branch and product (their place in the alphabet, from 0), day (days since the entry before
--          of the same branch and product, or since the first day: small numbers pack well), quantity and pence, net of
--          refunds; and what a quantity has in thousandths beyond the whole number, null where none has any.
WITH branch AS (
    SELECT id, row_number() OVER (ORDER BY name) - 1 AS place FROM branches
),
product AS (
    SELECT
        product.id,
        row_number() OVER (ORDER BY product.name, size.name NULLS FIRST, product.flavour NULLS FIRST) - 1 AS place
    FROM products AS product
    LEFT JOIN sizes AS size ON size.id = product.size_id
),
day_items AS (
    SELECT
        sale.branch_id,
        item.product_id,
        date_diff('day', $first_day, CAST(sale.date_time AS DATE)) AS day,
        CAST(sum(item.quantity) * 1000 AS BIGINT) AS thousandths,
        CAST(sum(item.revenue) * 100 AS BIGINT) AS pence
    FROM items AS item
    JOIN transactions AS sale ON sale.id = item.transaction_id
    WHERE sale.date_time >= $first_day
    GROUP BY ALL
),
entry AS (
    SELECT
        branch.place AS branch,
        product.place AS product,
        day_items.day,
        day_items.day - lag(day_items.day, 1, 0) OVER (PARTITION BY branch_id, product_id ORDER BY day_items.day) AS days_since,
        day_items.thousandths // 1000 AS quantity,
        day_items.pence,
        day_items.thousandths % 1000 AS thousandths
    FROM day_items
    JOIN branch ON branch.id = day_items.branch_id
    JOIN product ON product.id = day_items.product_id
    ORDER BY branch.place, product.place, day_items.day
)
SELECT
    list(branch),
    list(product),
    list(days_since),
    list(quantity),
    list(pence),
    CASE WHEN bool_or(thousandths <> 0) THEN list(thousandths) END
FROM entry;
