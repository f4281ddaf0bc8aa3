-- Every file the books know by its bytes.
-- Returns: one row per entry, oldest first.
SELECT name, sha256, fingerprint, status, code, run_id
FROM etl.files
WHERE sha256 IS NOT NULL
ORDER BY id;
