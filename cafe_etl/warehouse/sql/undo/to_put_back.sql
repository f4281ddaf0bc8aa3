-- The files that a run replaced and that nothing newer covers: their sales come back.
-- Returns: one row per file.
SELECT
    old.id,
    old.name,
    old.sha256,
    old.loaded,
    old.takings,
    old.first_sale,
    old.last_sale,
    old.first_transaction_id,
    old.last_transaction_id,
    old.first_purchase_id,
    old.last_purchase_id
FROM etl.files AS old
JOIN etl.files AS replacing ON replacing.id = old.replaced_by
WHERE old.status = 'replaced'
    AND replacing.run_id = $run_id
    AND NOT EXISTS (
        SELECT 1
        FROM etl.spans AS mine
        JOIN etl.spans AS theirs ON theirs.branch_id = mine.branch_id
        WHERE mine.file_id = old.id
            AND theirs.file_id = replacing.replaced_by
            AND mine.first_sale <= theirs.last_sale
            AND theirs.first_sale <= mine.last_sale
    )
ORDER BY old.id;
