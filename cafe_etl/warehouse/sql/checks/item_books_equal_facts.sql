-- The items of every loaded file are its unbroken range of ids, and as many as the books say.
-- Returns: one row per file of which they are not.
SELECT file.id
FROM etl.files AS file
LEFT JOIN (
    SELECT
        owner.id,
        count(*) AS rows,
        sum(item.quantity) AS items,
        min(item.id) AS first_id,
        max(item.id) AS last_id
    FROM purchase_history AS item
    ASOF JOIN (
        SELECT id, first_purchase_id FROM etl.files WHERE status = 'loaded' AND first_purchase_id IS NOT NULL
    ) AS owner
        ON item.id >= owner.first_purchase_id
    WHERE item.id >= $from_item
    GROUP BY owner.id
) AS fact ON fact.id = file.id
WHERE file.status = 'loaded' AND file.first_purchase_id >= $from_item
    AND (
        fact.items IS DISTINCT FROM file.items
        OR fact.first_id IS DISTINCT FROM file.first_purchase_id
        OR fact.last_id IS DISTINCT FROM file.last_purchase_id
        OR fact.last_id - fact.first_id + 1 IS DISTINCT FROM fact.rows
    )
ORDER BY ALL;
