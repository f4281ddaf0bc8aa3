-- The view `daily_sales`: what each branch took each day, also with sales of which no export tells the items.
-- Returns: one row per day and branch that has sales; items is null where no export tells those of any.
WITH bought AS (
    SELECT item.transaction_id, sum(item.quantity + coalesce(detail.fraction, 0)) AS items
    FROM purchase_history AS item
    LEFT JOIN item_details AS detail ON detail.purchase_id = item.id
    GROUP BY item.transaction_id
)
SELECT
    CAST(sale.date_time AS DATE) AS day,
    branch.name AS branch,
    count(*) FILTER (WHERE NOT sale.is_refund) AS sales,
    CAST(sum(bought.items) AS DECIMAL(18,3)) AS items,
    CAST(sum(sale.total_price) AS DECIMAL(18,2)) AS takings,
    count(*) FILTER (WHERE sale.is_refund) AS refunds
FROM transactions AS sale
LEFT JOIN bought ON bought.transaction_id = sale.id
JOIN branches AS branch ON branch.id = sale.branch_id
GROUP BY ALL
