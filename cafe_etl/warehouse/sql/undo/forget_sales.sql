-- Forget the kept sales of files.
DELETE FROM etl.replaced_transactions WHERE list_contains(CAST($file_id AS INTEGER[]), file_id);
