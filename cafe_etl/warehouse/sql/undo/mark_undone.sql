-- Let the files of a run come again; and those that were found to be already in, because the reason may be gone.
UPDATE etl.files
SET status = 'undone', replaced_by = NULL
WHERE (run_id = $run_id AND status IN ('loaded', 'replaced')) OR status = 'already in';
