-- The files of a run whose sales are in the warehouse (loaded) or were replaced since.
-- Returns: one row per file.
SELECT id, name, sales, takings, first_sale, last_sale
FROM etl.files
WHERE run_id = $run_id AND status = $status AND sales > 0
ORDER BY id;
