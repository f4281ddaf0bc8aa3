-- Files that are undone cover no time any more.
DELETE FROM etl.spans
WHERE file_id IN (SELECT id FROM etl.files WHERE run_id = $run_id AND status IN ('loaded', 'replaced'));
