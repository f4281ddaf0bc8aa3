-- Every sale was brought by a loaded file of the books.
-- Returns: one row per file that has sales and is not loaded: its id.
SELECT file_id
FROM sales_seen AS sale
ANTI JOIN (SELECT id FROM etl.files WHERE status = 'loaded') AS file ON file.id = sale.file_id
ORDER BY ALL;
