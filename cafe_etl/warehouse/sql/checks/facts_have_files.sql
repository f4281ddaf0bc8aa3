-- Every sale was brought by a file of the books.
-- Returns: one row per sale that lies in no file's range.
SELECT sale.id
FROM transactions AS sale
ASOF LEFT JOIN (
    SELECT first_transaction_id, last_transaction_id FROM etl.files
    WHERE status = 'loaded' AND first_transaction_id IS NOT NULL
) AS file
    ON sale.id >= file.first_transaction_id
WHERE sale.id >= $from_sale
    AND (file.last_transaction_id IS NULL OR sale.id > file.last_transaction_id)
ORDER BY ALL;
