-- Book that files are loaded again.
UPDATE etl.files SET status = 'loaded', replaced_by = NULL WHERE list_contains(CAST($id AS INTEGER[]), id);
