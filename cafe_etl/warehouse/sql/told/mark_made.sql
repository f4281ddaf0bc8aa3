-- Note which sales were made of what.
UPDATE etl.told_sales
SET sale_id = made.id, is_made = true
FROM told_made AS made
WHERE told_sales.file_id = made.file_id AND told_sales.sale_key = made.sale_key;
