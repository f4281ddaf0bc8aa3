-- The same of the methods of payment. In: the undone files.
DELETE FROM etl.replaced_sale_payments
WHERE transaction_id IN (
    SELECT id FROM etl.replaced_transactions WHERE list_contains(CAST($file_id AS INTEGER[]), replaced_by)
);
