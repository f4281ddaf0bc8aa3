-- The items of every loaded file are as many as the books say.
-- Returns: one row per file of which they are not.
-- Where nothing was weighed, the sales of each file have ids of their own, from one to another, and the items lie in the
-- order of their sales, a running sum at the last item of each file says how many there are: nothing is joined.
WITH file AS (
    SELECT id, items FROM etl.files WHERE status = 'loaded' AND id >= $from_file
), span AS (
    SELECT file_id, min(id) AS first_id, max(id) AS last_id
    FROM transactions
    WHERE id >= $from_sale
    GROUP BY file_id
), item AS NOT MATERIALIZED (
    SELECT
        transaction_id,
        transaction_id - lag(transaction_id) OVER () AS step,
        sum(quantity) OVER (ROWS UNBOUNDED PRECEDING) AS so_far
    FROM purchase_history
    WHERE id >= $from_item
), ordering AS (
    SELECT
        NOT EXISTS (SELECT 1 FROM item_details WHERE fraction <> 0)
        AND NOT EXISTS (SELECT 1 FROM item WHERE step < 0)
        AND NOT EXISTS (SELECT 1 FROM span QUALIFY first_id <= lag(last_id) OVER (ORDER BY first_id)) AS is_kept
), edge AS (
    SELECT span.file_id, span.first_id, max(item.so_far) AS so_far
    FROM item
    JOIN span ON span.last_id = item.transaction_id
    GROUP BY span.file_id, span.first_id
), fact AS (
    SELECT file_id, so_far - coalesce(lag(so_far) OVER (ORDER BY first_id), 0) AS items
    FROM edge
    WHERE (SELECT is_kept FROM ordering)
    UNION ALL
    SELECT sale.file_id, sum(item.quantity + coalesce(detail.fraction, 0))
    FROM purchase_history AS item
    JOIN transactions AS sale ON sale.id = item.transaction_id
    LEFT JOIN item_details AS detail ON detail.purchase_id = item.id
    WHERE item.id >= $from_item AND NOT (SELECT is_kept FROM ordering)
    GROUP BY sale.file_id
)
SELECT file.id
FROM file
LEFT JOIN fact ON fact.file_id = file.id
WHERE coalesce(fact.items, 0) <> file.items
ORDER BY ALL;
