-- Sales that were made of what was told without items and are not needed any more: the items are told by now, or another
-- file tells the sale last.
CREATE OR REPLACE TEMP TABLE gone AS
SELECT told.sale_id AS id, told.file_id
FROM etl.told_sales AS told
SEMI JOIN told_keys ON told_keys.sale_key = told.sale_key
LEFT JOIN told_now AS latest ON latest.sale_key = told.sale_key AND latest.file_id = told.file_id
WHERE told.is_made AND (latest.sale_key IS NULL OR latest.itemised_id IS NOT NULL);
