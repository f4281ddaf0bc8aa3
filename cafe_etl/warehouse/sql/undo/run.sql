-- One run.
-- Returns: its status and when it was undone, or no row.
SELECT status, undone_at FROM etl.runs WHERE id = $run_id;
