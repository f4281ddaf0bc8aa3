-- Every item was brought by a file of the books.
-- Returns: one row per item that lies in no file's range.
-- Where the ranges follow each other without a gap, only what lies outside of all is looked up.
WITH file AS (
    SELECT
        first_purchase_id,
        last_purchase_id,
        first_purchase_id - lag(last_purchase_id) OVER (ORDER BY first_purchase_id) AS step
    FROM etl.files
    WHERE status = 'loaded' AND last_purchase_id >= $from_item AND first_purchase_id IS NOT NULL
), run AS (
    SELECT
        min(first_purchase_id) AS lowest,
        max(last_purchase_id) AS highest,
        bool_and(coalesce(step, 1) = 1) AS is_unbroken
    FROM file
)
SELECT item.id
FROM (
    SELECT item.id
    FROM purchase_history AS item
    CROSS JOIN run
    WHERE item.id >= $from_item
        AND NOT coalesce(run.is_unbroken AND item.id BETWEEN run.lowest AND run.highest, false)
) AS item
ASOF LEFT JOIN file ON item.id >= file.first_purchase_id
WHERE file.last_purchase_id IS NULL OR item.id > file.last_purchase_id
ORDER BY ALL;
