-- Take out what undone files call void.
DELETE FROM etl.void_sales WHERE list_contains(CAST($file_id AS INTEGER[]), file_id);
