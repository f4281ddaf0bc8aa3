-- Every sale was brought by a loaded file of the books.
-- Returns: one row per file that has sales and is not loaded: its id.
SELECT sale.file_id
FROM (SELECT DISTINCT file_id FROM transactions WHERE id >= $from_sale) AS sale
ANTI JOIN (SELECT id FROM etl.files WHERE status = 'loaded') AS file ON file.id = sale.file_id
ORDER BY ALL;
