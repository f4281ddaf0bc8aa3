-- Every file that the books know; one that could not be read has no sha256.
-- Returns: one row per entry, oldest first.
SELECT name, sha256, fingerprint, status, code, run_id
FROM etl.files
ORDER BY id;
