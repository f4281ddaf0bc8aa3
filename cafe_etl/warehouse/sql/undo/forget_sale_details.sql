-- Forget what is kept beside undone files' sales that nobody else says.
DELETE FROM etl.replaced_sale_details
WHERE transaction_id IN (SELECT id FROM undone WHERE heir IS NULL AND is_replaced);
