-- What is new: first sold in the period, and not in the first seven days of the data, in which everything is.
-- Returns: one row per product in one size and flavour, the newest first; period is the first day on which it was sold.
WITH ever AS (
    SELECT product_id, CAST(min(sale.date_time) AS DATE) AS first_sold
    FROM purchase_history AS item
    JOIN transactions AS sale ON sale.id = item.transaction_id
    WHERE NOT sale.is_refund
    GROUP BY product_id
),
fresh AS (
    SELECT product_id, first_sold
    FROM ever
    WHERE first_sold >= getvariable('first_day')
        AND first_sold >= (SELECT min(first_sold) + 7 FROM ever)
)
SELECT
    item.product,
    item.size,
    item.flavour,
    fresh.first_sold AS period,
    count(DISTINCT item.branch) AS branches,
    CAST(sum(item.quantity) AS DECIMAL(18,3)) AS quantity,
    CAST(sum(item.revenue) AS DECIMAL(18,2)) AS revenue
FROM filtered_items AS item
JOIN fresh ON fresh.product_id = item.product_id
GROUP BY item.product, item.size, item.flavour, fresh.first_sold
ORDER BY period DESC, revenue DESC, item.product, item.size NULLS FIRST, item.flavour NULLS FIRST;
