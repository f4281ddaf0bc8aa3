-- The files of a run whose sales are in the warehouse (loaded) or were replaced since.
-- Returns: one row per file.
SELECT
    id,
    name,
    sha256,
    loaded,
    takings,
    first_sale,
    last_sale,
    first_transaction_id,
    last_transaction_id,
    first_purchase_id,
    last_purchase_id
FROM etl.files
WHERE run_id = $run_id AND status = $status AND first_transaction_id IS NOT NULL
ORDER BY id;
