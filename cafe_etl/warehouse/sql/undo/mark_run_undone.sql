-- Book that a run was undone.
UPDATE etl.runs SET status = 'undone', undone_at = $undone_at WHERE id = $run_id;
