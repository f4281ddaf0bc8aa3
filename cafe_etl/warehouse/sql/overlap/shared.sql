-- How many sales a file (position 0) and others (from 1) have in common. Equal sales are counted separately.
-- Sales of replaced files are found where they are kept.
-- In: lists of equal length, one value per file: its position and its id.
-- Returns: one row per other file, and one with a null position for all of them together.
WITH file AS (
    SELECT unnest(CAST($position AS INTEGER[])) AS position, unnest(CAST($file_id AS INTEGER[])) AS file_id
), sale AS (
    SELECT file.position, sale.id, sale.date_time, sale.branch_id, sale.payment_id, sale.total_price
    FROM (
        SELECT id, file_id, date_time, branch_id, payment_id, total_price FROM transactions
        UNION ALL
        SELECT id, file_id, date_time, branch_id, payment_id, total_price FROM etl.replaced_transactions
    ) AS sale
    JOIN file ON file.file_id = sale.file_id
), item AS (
    SELECT transaction_id, product_id, quantity, unit_price FROM purchase_history
    UNION ALL
    SELECT transaction_id, product_id, quantity, unit_price FROM etl.replaced_purchase_history
), basket AS (
    SELECT item.transaction_id, sum(hash(item.product_id, item.quantity, item.unit_price)) AS items
    FROM item
    SEMI JOIN sale ON sale.id = item.transaction_id
    GROUP BY item.transaction_id
), counted AS (
    SELECT
        sale.position,
        sale.date_time,
        sale.branch_id,
        sale.payment_id,
        sale.total_price,
        basket.items,
        count(*) AS sales
    FROM sale
    JOIN basket ON basket.transaction_id = sale.id
    GROUP BY ALL
), other AS (
    SELECT position, date_time, branch_id, payment_id, total_price, items, sales FROM counted WHERE position > 0
    UNION ALL
    SELECT NULL, date_time, branch_id, payment_id, total_price, items, sum(sales)
    FROM counted
    WHERE position > 0
    GROUP BY ALL
)
SELECT other.position, CAST(sum(least(other.sales, coalesce(mine.sales, 0))) AS BIGINT) AS shared
FROM other
LEFT JOIN (SELECT date_time, branch_id, payment_id, total_price, items, sales FROM counted WHERE position = 0) AS mine
    ON mine.date_time = other.date_time
    AND mine.branch_id = other.branch_id
    AND mine.payment_id IS NOT DISTINCT FROM other.payment_id
    AND mine.total_price = other.total_price
    AND mine.items = other.items
GROUP BY other.position
ORDER BY other.position;
