-- Book that a run was undone, where none of its files counts any more.
UPDATE etl.runs
SET status = 'undone', undone_at = $undone_at
WHERE id = $run_id
    AND NOT EXISTS (
        SELECT 1 FROM etl.files WHERE run_id = $run_id AND status IN ('loaded', 'replaced', 'already in')
    );
