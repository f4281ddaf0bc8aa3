-- Forget the kept methods of payment of undone files' sales that nobody else says.
DELETE FROM etl.replaced_sale_payments
WHERE transaction_id IN (SELECT id FROM undone WHERE heir IS NULL AND is_replaced);
