-- Every item was brought by a file of the books.
-- Returns: one row per item that lies in no file's range.
SELECT item.id
FROM purchase_history AS item
ASOF LEFT JOIN (
    SELECT first_purchase_id, last_purchase_id FROM etl.files
    WHERE status = 'loaded' AND first_purchase_id IS NOT NULL
) AS file
    ON item.id >= file.first_purchase_id
WHERE item.id >= $from_item
    AND (file.last_purchase_id IS NULL OR item.id > file.last_purchase_id)
ORDER BY ALL;
