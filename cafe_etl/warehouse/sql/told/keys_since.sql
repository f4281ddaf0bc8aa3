-- The numbers of which a run tells anything: without items, or with them, or that they are void.
-- In: the highest ids of a file and of a sale that are not new.
CREATE OR REPLACE TEMP TABLE told_keys AS
SELECT sale_key FROM etl.told_sales WHERE file_id > $file
UNION
SELECT detail.sale_key
FROM sale_details AS detail
SEMI JOIN etl.told_sales AS told ON told.sale_key = detail.sale_key
WHERE detail.transaction_id > $sale
UNION
SELECT sale_key FROM etl.void_sales WHERE file_id > $file;
