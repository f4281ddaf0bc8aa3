-- The file is written so that DuckDB 1.5 opens it too.
-- Returns: one row if it is not.
SELECT database_name
FROM duckdb_databases()
WHERE NOT internal AND tags['storage_version'] NOT LIKE 'v1.5.0%';
