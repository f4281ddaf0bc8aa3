-- The newest migration that was applied.
-- Returns: one row.
SELECT max(version) FROM etl.schema_version;
