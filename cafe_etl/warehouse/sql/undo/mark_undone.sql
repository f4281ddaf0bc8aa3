-- Let the files of a run come again; and those that were found to be already in, because the reason may be gone. What
-- replaced one of them stays written: what it had replaced in turn is away because of that.
UPDATE etl.files
SET status = 'undone'
WHERE (run_id = $run_id AND status IN ('loaded', 'replaced')) OR status = 'already in';
