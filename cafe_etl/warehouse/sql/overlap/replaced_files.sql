-- The files of which sales were replaced just now.
-- Returns: one row per file.
SELECT DISTINCT sale.file_id
FROM etl.replaced_transactions AS sale
SEMI JOIN replaced ON replaced.id = sale.id
ORDER BY sale.file_id;
