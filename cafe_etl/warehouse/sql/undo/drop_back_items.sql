-- Nothing of what undone files had replaced is kept: it is back, or an equal sale counts.
-- In: the undone files.
DELETE FROM etl.replaced_purchase_history
WHERE transaction_id IN (
    SELECT id FROM etl.replaced_transactions WHERE list_contains(CAST($file_id AS INTEGER[]), replaced_by)
);
