-- Forget the kept items of files.
DELETE FROM etl.replaced_purchase_history
WHERE transaction_id IN (
    SELECT id FROM etl.replaced_transactions WHERE list_contains(CAST($file_id AS INTEGER[]), file_id)
);
