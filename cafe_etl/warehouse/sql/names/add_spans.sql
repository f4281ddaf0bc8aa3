-- Enter what files brought for their branches, of files that have sales and no such entry.
INSERT INTO etl.spans (file_id, branch_id, sales, items, takings, first_sale, last_sale)
WITH sale AS (
    SELECT id, file_id, branch_id, date_time, total_price FROM transactions
    UNION ALL
    SELECT id, file_id, branch_id, date_time, total_price FROM etl.replaced_transactions
), own AS (
    SELECT id, file_id, branch_id, date_time, total_price
    FROM sale
    ANTI JOIN (SELECT file_id FROM etl.spans) AS entered ON entered.file_id = sale.file_id
), item AS (
    SELECT transaction_id, quantity FROM purchase_history
    UNION ALL
    SELECT transaction_id, quantity FROM etl.replaced_purchase_history
), basket AS (
    SELECT item.transaction_id, sum(item.quantity) AS items
    FROM item
    SEMI JOIN own ON own.id = item.transaction_id
    GROUP BY item.transaction_id
)
SELECT
    own.file_id,
    own.branch_id,
    count(*),
    sum(basket.items),
    sum(own.total_price),
    min(own.date_time),
    max(own.date_time)
FROM own
JOIN basket ON basket.transaction_id = own.id
GROUP BY own.file_id, own.branch_id;
