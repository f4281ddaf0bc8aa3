-- The items of every loaded file are as many as the books say.
-- Returns: one row per file of which they are not.
-- Where nothing was weighed, the sales of each file have ids of their own, from one to another, and the items lie in the
-- order of their sales, a running sum at the last item of each file says how many there are: nothing is joined. Of one
-- file alone it is the sum of all.
WITH ordering AS (
    SELECT
        sales_are_in_order
        AND NOT EXISTS (FROM item_details WHERE fraction <> 0)
        AND NOT EXISTS (FROM sales_seen QUALIFY lowest <= lag(highest) OVER (ORDER BY lowest)) AS is_kept,
        (SELECT count(*) FROM sales_seen) = 1 AS is_one
    FROM items_seen
), edge AS (
    SELECT file_id, lowest, (SELECT quantity FROM items_seen) AS so_far
    FROM sales_seen
    WHERE (SELECT is_kept AND is_one FROM ordering)
    UNION ALL
    SELECT sale.file_id, sale.lowest, max(item.so_far)
    FROM (
        SELECT transaction_id, sum(quantity) OVER (ROWS UNBOUNDED PRECEDING) AS so_far
        FROM purchase_history
        WHERE id >= $from_item
    ) AS item
    JOIN sales_seen AS sale ON sale.highest = item.transaction_id
    WHERE (SELECT is_kept AND NOT is_one FROM ordering)
    GROUP BY sale.file_id, sale.lowest
), fact AS (
    SELECT file_id, so_far - coalesce(lag(so_far) OVER (ORDER BY lowest), 0) AS items
    FROM edge
    UNION ALL
    SELECT sale.file_id, sum(item.quantity + coalesce(detail.fraction, 0))
    FROM purchase_history AS item
    JOIN transactions AS sale ON sale.id = item.transaction_id
    LEFT JOIN item_details AS detail ON detail.purchase_id = item.id
    WHERE item.id >= $from_item AND NOT (SELECT is_kept FROM ordering)
    GROUP BY sale.file_id
)
SELECT file.id
FROM etl.files AS file
LEFT JOIN fact ON fact.file_id = file.id
WHERE file.status = 'loaded' AND file.id >= $from_file AND coalesce(fact.items, 0) <> file.items
ORDER BY ALL;
