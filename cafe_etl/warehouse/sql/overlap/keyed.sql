-- The new files and their branches of which the till gives keys: of sales that have keys too they lack none, because two
-- such exports may overlap in any way.
-- In: the highest id of a file that is not new.
CREATE OR REPLACE TEMP TABLE keyed AS
SELECT DISTINCT sale.file_id, sale.branch_id
FROM sale_details AS detail
JOIN transactions AS sale ON sale.id = detail.transaction_id
WHERE detail.sale_key IS NOT NULL AND sale.file_id > $file;
