-- Let the names that a run put right be as they were.
DELETE FROM etl.names WHERE run_id = $run_id;
