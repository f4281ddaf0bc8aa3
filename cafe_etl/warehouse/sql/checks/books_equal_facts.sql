-- The sales of every loaded file are its unbroken range of ids, as many and as much as the books say.
-- Returns: one row per file of which they are not.
SELECT file.id
FROM etl.files AS file
LEFT JOIN (
    SELECT
        owner.id,
        count(*) AS sales,
        min(sale.id) AS first_id,
        max(sale.id) AS last_id,
        sum(sale.total_price) AS takings
    FROM transactions AS sale
    ASOF JOIN (
        SELECT id, first_transaction_id FROM etl.files WHERE status = 'loaded' AND first_transaction_id IS NOT NULL
    ) AS owner
        ON sale.id >= owner.first_transaction_id
    WHERE sale.id >= $from_sale
    GROUP BY owner.id
) AS fact ON fact.id = file.id
WHERE file.status = 'loaded' AND file.first_transaction_id >= $from_sale
    AND (
        fact.sales IS DISTINCT FROM file.loaded
        OR fact.first_id IS DISTINCT FROM file.first_transaction_id
        OR fact.last_id IS DISTINCT FROM file.last_transaction_id
        OR fact.last_id - fact.first_id + 1 IS DISTINCT FROM fact.sales
        OR fact.takings IS DISTINCT FROM file.takings
    )
ORDER BY ALL;
