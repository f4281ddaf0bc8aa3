-- The same of what the till tells more. In: the undone files.
DELETE FROM etl.replaced_sale_details
WHERE transaction_id IN (
    SELECT id FROM etl.replaced_transactions WHERE list_contains(CAST($file_id AS INTEGER[]), replaced_by)
);
