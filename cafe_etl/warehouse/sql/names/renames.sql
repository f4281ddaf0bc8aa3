-- The renames that are in force.
-- Returns: one row per rename, in the order in which they apply.
SELECT kind, written, meant FROM etl.names ORDER BY run_id;
