-- What is new: first sold in the period, and not in the first seven days of the data, in which everything is.
-- Returns: one row per product in one size and flavour, the newest first; period is the first day on which it was sold.
WITH ever AS (
    SELECT product_id, CAST(min(sale.date_time) AS DATE) AS first_sold
    FROM purchase_history AS item
    JOIN transactions AS sale ON sale.id = item.transaction_id
    GROUP BY product_id
),
fresh AS (
    SELECT product_id, first_sold
    FROM ever
    WHERE first_sold >= getvariable('first_day')
        AND first_sold >= (SELECT min(first_sold) + 7 FROM ever)
)
SELECT
    sold.product,
    sold.size,
    sold.flavour,
    fresh.first_sold AS period,
    count(DISTINCT sold.branch) AS branches,
    CAST(sum(sold.quantity) AS BIGINT) AS quantity,
    CAST(sum(sold.revenue) AS DECIMAL(18,2)) AS revenue
FROM sold
JOIN fresh ON fresh.product_id = sold.product_id
GROUP BY sold.product, sold.size, sold.flavour, fresh.first_sold
ORDER BY period DESC, revenue DESC, sold.product, sold.size NULLS FIRST, sold.flavour NULLS FIRST;
