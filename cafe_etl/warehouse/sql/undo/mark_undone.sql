-- Book that files were undone: they stay so until a person accepts them.
UPDATE etl.files SET status = 'undone' WHERE list_contains(CAST($file_id AS INTEGER[]), id);
