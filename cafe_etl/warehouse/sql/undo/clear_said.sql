-- Make room for what heirs say that others brought; undone files say nothing.
DELETE FROM etl.said_again
WHERE list_contains(CAST($file_id AS INTEGER[]), file_id) OR file_id IN (SELECT heir FROM undone);
