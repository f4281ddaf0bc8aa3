-- Days of new files of which every sale stands an even number of times in its file, of five different ones or more: a
-- till that appended the day to itself.
-- In: the least number of different sales.
-- Returns: one row per file, branch and day.
WITH even AS (
    SELECT file_id, branch_id, day
    FROM told_days
    WHERE sales >= 2 * $least
        AND sales % 2 = 0
        AND CAST(items * 1000 AS BIGINT) % 2 = 0
        AND CAST(takings * 100 AS BIGINT) % 2 = 0
), sale AS (
    SELECT sale.id, even.file_id, even.branch_id, even.day, sale.date_time, sale.payment_id, sale.total_price
    FROM transactions AS sale
    JOIN even
        ON even.file_id = sale.file_id
        AND even.branch_id = sale.branch_id
        AND even.day = CAST(sale.date_time AS DATE)
), basket AS (
    SELECT
        item.transaction_id,
        sum(hash(item.product_id, item.quantity, item.unit_price, detail.discount, detail.fraction)) AS items
    FROM purchase_history AS item
    LEFT JOIN item_details AS detail ON detail.purchase_id = item.id
    SEMI JOIN sale ON sale.id = item.transaction_id
    GROUP BY item.transaction_id
), counted AS (
    SELECT
        sale.file_id,
        sale.branch_id,
        sale.day,
        sale.date_time,
        sale.payment_id,
        sale.total_price,
        basket.items,
        count(*) AS sales
    FROM sale
    JOIN basket ON basket.transaction_id = sale.id
    GROUP BY ALL
)
SELECT counted.file_id, branch.name, counted.day
FROM counted
JOIN branches AS branch ON branch.id = counted.branch_id
GROUP BY counted.file_id, branch.name, counted.day
HAVING bool_and(counted.sales % 2 = 0) AND count(*) >= $least
ORDER BY ALL;
