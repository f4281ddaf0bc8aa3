-- Take out what undone files tell without items.
DELETE FROM etl.told_sales WHERE list_contains(CAST($file_id AS INTEGER[]), file_id);
