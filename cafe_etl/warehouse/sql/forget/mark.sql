-- Book that a person said of files that what is held of them is settled.
UPDATE etl.files SET forgotten_at = $forgotten_at WHERE list_contains(CAST($file_id AS INTEGER[]), id);
