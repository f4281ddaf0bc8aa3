-- What a run renamed.
-- Returns: one row per name: its kind.
SELECT kind FROM etl.names WHERE run_id = $run_id;
