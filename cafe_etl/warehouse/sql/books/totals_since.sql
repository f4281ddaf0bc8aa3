-- What came into the tables after these ids, counted there.
-- Returns: one row: files that are loaded, sales, items and takings.
SELECT
    (SELECT count(*) FROM etl.files WHERE run_id > $run AND status = 'loaded'),
    sale.sales,
    item.items + weighed.items,
    sale.takings
FROM (
    SELECT count(*) AS sales, CAST(coalesce(sum(total_price), 0) AS DECIMAL(18,2)) AS takings
    FROM transactions
    WHERE id > $transaction
) AS sale
CROSS JOIN (
    SELECT CAST(coalesce(sum(quantity), 0) AS DECIMAL(18,3)) AS items FROM purchase_history WHERE id > $purchase
) AS item
CROSS JOIN (
    SELECT CAST(coalesce(sum(fraction), 0) AS DECIMAL(18,3)) AS items FROM item_details WHERE purchase_id > $purchase
) AS weighed;
