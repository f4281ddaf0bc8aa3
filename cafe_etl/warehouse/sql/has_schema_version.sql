-- Whether this database is one of ours.
-- Returns: one row if it is, none if not.
SELECT 1 FROM duckdb_tables() WHERE schema_name = 'etl' AND table_name = 'schema_version';
