-- The view `daily_sales`: what each branch took each day.
-- Returns: one row per day and branch that has sales.
WITH bought AS (
    SELECT transaction_id, sum(quantity) AS items FROM purchase_history GROUP BY transaction_id
)
SELECT
    CAST(sale.date_time AS DATE) AS day,
    branch.name AS branch,
    count(*) AS sales,
    CAST(sum(bought.items) AS BIGINT) AS items,
    CAST(sum(sale.total_price) AS DECIMAL(18,2)) AS takings
FROM transactions AS sale
JOIN bought ON bought.transaction_id = sale.id
JOIN branches AS branch ON branch.id = sale.branch_id
GROUP BY ALL
