-- What a later file tells otherwise: what it gave to sales with items goes.
CREATE OR REPLACE TEMP TABLE told_back AS
SELECT told.file_id, told.sale_key
FROM etl.told_sales AS told
SEMI JOIN told_keys ON told_keys.sale_key = told.sale_key
ANTI JOIN told_now AS latest ON latest.sale_key = told.sale_key AND latest.file_id = told.file_id
WHERE told.sale_id IS NOT NULL AND NOT told.is_made;
