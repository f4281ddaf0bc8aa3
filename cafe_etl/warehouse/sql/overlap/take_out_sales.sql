-- Take the sales of files out.
DELETE FROM transactions WHERE list_contains(CAST($file_id AS INTEGER[]), file_id);
