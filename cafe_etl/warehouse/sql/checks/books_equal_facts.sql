-- The sales of every loaded file are its unbroken range of ids, as many and as much as the books say.
-- Returns: one row per file of which they are not.
-- Where ids go up from row to row and no two files share any, a running count and sum at the first and the last sale of
-- a file say what lies between, and nothing is sorted; elsewhere each sale is matched with one file.
WITH file AS (
    SELECT id, first_transaction_id, last_transaction_id, loaded, takings
    FROM etl.files
    WHERE status = 'loaded' AND first_transaction_id >= $from_sale
), sale AS NOT MATERIALIZED (
    SELECT
        id,
        total_price,
        id - lag(id) OVER () AS step,
        row_number() OVER () AS place,
        sum(total_price) OVER (ROWS UNBOUNDED PRECEDING) AS so_far
    FROM transactions
    WHERE id >= $from_sale
), lie AS (
    SELECT
        NOT EXISTS (SELECT 1 FROM sale WHERE step <= 0)
        AND NOT EXISTS (
            SELECT 1 FROM file QUALIFY first_transaction_id <= lag(last_transaction_id) OVER (ORDER BY first_transaction_id)
        ) AS in_order
), fact AS (
    SELECT
        file.id,
        max(sale.place) - min(sale.place) + 1 AS sales,
        min(sale.id) AS first_id,
        max(sale.id) AS last_id,
        max(sale.so_far) FILTER (WHERE sale.id = file.last_transaction_id)
        - max(sale.so_far - sale.total_price) FILTER (WHERE sale.id = file.first_transaction_id) AS takings
    FROM sale
    JOIN (
        SELECT id, first_transaction_id, last_transaction_id, first_transaction_id AS edge FROM file
        UNION
        SELECT id, first_transaction_id, last_transaction_id, last_transaction_id FROM file
    ) AS file ON file.edge = sale.id
    WHERE (SELECT in_order FROM lie)
    GROUP BY file.id
    UNION ALL
    SELECT file.id, count(*), min(sale.id), max(sale.id), sum(sale.total_price)
    FROM (SELECT id, total_price FROM transactions WHERE id >= $from_sale AND NOT (SELECT in_order FROM lie)) AS sale
    ASOF JOIN file ON sale.id >= file.first_transaction_id
    GROUP BY file.id
)
SELECT file.id
FROM file
LEFT JOIN fact ON fact.id = file.id
WHERE fact.sales IS DISTINCT FROM file.loaded
    OR fact.first_id IS DISTINCT FROM file.first_transaction_id
    OR fact.last_id IS DISTINCT FROM file.last_transaction_id
    OR fact.last_id - fact.first_id + 1 IS DISTINCT FROM fact.sales
    OR fact.takings IS DISTINCT FROM file.takings
ORDER BY ALL;
