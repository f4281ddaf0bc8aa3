-- The items of every loaded file are its unbroken range of ids, and as many as the books say.
-- Returns: one row per file of which they are not.
-- Where ids go up from row to row and no two files share any, a running count and sum at the first and the last item of
-- a file say what lies between, and nothing is sorted; elsewhere each item is matched with one file.
WITH file AS (
    SELECT id, first_purchase_id, last_purchase_id, items
    FROM etl.files
    WHERE status = 'loaded' AND first_purchase_id >= $from_item
), item AS NOT MATERIALIZED (
    SELECT
        id,
        quantity,
        id - lag(id) OVER () AS step,
        row_number() OVER () AS place,
        sum(quantity) OVER (ROWS UNBOUNDED PRECEDING) AS so_far
    FROM purchase_history
    WHERE id >= $from_item
), lie AS (
    SELECT
        NOT EXISTS (SELECT 1 FROM item WHERE step <= 0)
        AND NOT EXISTS (
            SELECT 1 FROM file QUALIFY first_purchase_id <= lag(last_purchase_id) OVER (ORDER BY first_purchase_id)
        ) AS in_order
), fact AS (
    SELECT
        file.id,
        max(item.place) - min(item.place) + 1 AS rows,
        min(item.id) AS first_id,
        max(item.id) AS last_id,
        max(item.so_far) FILTER (WHERE item.id = file.last_purchase_id)
        - max(item.so_far - item.quantity) FILTER (WHERE item.id = file.first_purchase_id) AS items
    FROM item
    JOIN (
        SELECT id, first_purchase_id, last_purchase_id, first_purchase_id AS edge FROM file
        UNION
        SELECT id, first_purchase_id, last_purchase_id, last_purchase_id FROM file
    ) AS file ON file.edge = item.id
    WHERE (SELECT in_order FROM lie)
    GROUP BY file.id
    UNION ALL
    SELECT file.id, count(*), min(item.id), max(item.id), sum(item.quantity)
    FROM (SELECT id, quantity FROM purchase_history WHERE id >= $from_item AND NOT (SELECT in_order FROM lie)) AS item
    ASOF JOIN file ON item.id >= file.first_purchase_id
    GROUP BY file.id
)
SELECT file.id
FROM file
LEFT JOIN fact ON fact.id = file.id
WHERE fact.items IS DISTINCT FROM file.items
    OR fact.first_id IS DISTINCT FROM file.first_purchase_id
    OR fact.last_id IS DISTINCT FROM file.last_purchase_id
    OR fact.last_id - fact.first_id + 1 IS DISTINCT FROM fact.rows
ORDER BY ALL;
