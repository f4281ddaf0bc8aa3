-- What a file of the run had replaced is now replaced by what replaced that file.
UPDATE etl.files
SET replaced_by = replacing.replaced_by
FROM (SELECT id, replaced_by FROM etl.files WHERE run_id = $run_id AND status = 'replaced') AS replacing
WHERE files.replaced_by = replacing.id;
