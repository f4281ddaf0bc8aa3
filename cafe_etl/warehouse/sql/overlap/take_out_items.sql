-- Take the items of files out.
DELETE FROM purchase_history
WHERE transaction_id IN (SELECT id FROM transactions WHERE list_contains(CAST($file_id AS INTEGER[]), file_id));
