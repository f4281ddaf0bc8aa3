-- Book that a run was undone, where nothing that one of its files brought counts any more.
UPDATE etl.runs
SET status = 'undone', undone_at = $undone_at
WHERE id = $run_id
    AND NOT EXISTS (SELECT 1 FROM etl.files WHERE run_id = $run_id AND status IN ('loaded', 'replaced'));
