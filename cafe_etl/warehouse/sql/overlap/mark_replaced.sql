-- Book which files were replaced, and by which; each parameter is a list, one value per replaced file.
UPDATE etl.files
SET status = 'replaced', replaced_by = pair.replaced_by
FROM (SELECT unnest(CAST($id AS INTEGER[])) AS id, unnest(CAST($replaced_by AS INTEGER[])) AS replaced_by) AS pair
WHERE files.id = pair.id;
