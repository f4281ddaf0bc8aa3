-- Every sale was brought by a file of the books.
-- Returns: one row per sale that lies in no file's range.
-- Where the ranges follow each other without a gap, only what lies outside of all is looked up.
WITH file AS (
    SELECT
        first_transaction_id,
        last_transaction_id,
        first_transaction_id - lag(last_transaction_id) OVER (ORDER BY first_transaction_id) AS step
    FROM etl.files
    WHERE status = 'loaded' AND last_transaction_id >= $from_sale AND first_transaction_id IS NOT NULL
), run AS (
    SELECT
        min(first_transaction_id) AS lowest,
        max(last_transaction_id) AS highest,
        bool_and(coalesce(step, 1) = 1) AS is_unbroken
    FROM file
)
SELECT sale.id
FROM (
    SELECT sale.id
    FROM transactions AS sale
    CROSS JOIN run
    WHERE sale.id >= $from_sale
        AND NOT coalesce(run.is_unbroken AND sale.id BETWEEN run.lowest AND run.highest, false)
) AS sale
ASOF LEFT JOIN file ON sale.id >= file.first_transaction_id
WHERE file.last_transaction_id IS NULL OR sale.id > file.last_transaction_id
ORDER BY ALL;
