-- Enter which sales new files call void.
INSERT INTO etl.void_sales (file_id, sale_key)
SELECT file_id, sale_key FROM staged_void ORDER BY file_id, sale_key;
