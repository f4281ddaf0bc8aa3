-- Book a migration.
INSERT INTO etl.schema_version (version, applied_at, program)
VALUES ($version, $applied_at, $program);
