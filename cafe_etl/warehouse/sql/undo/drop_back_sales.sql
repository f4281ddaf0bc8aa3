-- The same of the sales. In: the undone files.
DELETE FROM etl.replaced_transactions WHERE list_contains(CAST($file_id AS INTEGER[]), replaced_by);
