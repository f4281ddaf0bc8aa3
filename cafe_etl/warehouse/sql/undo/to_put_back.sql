-- The files that a run replaced, or that files replaced which it replaced and which are undone, and that nothing newer
-- crosses, as in crossings.sql: their sales come back.
-- Returns: one row per file.
WITH RECURSIVE away AS (
    SELECT id AS old_id, replaced_by AS by_id FROM etl.files WHERE status = 'replaced'
    UNION ALL
    SELECT away.old_id, undone.replaced_by
    FROM away
    JOIN etl.files AS undone ON undone.id = away.by_id
    WHERE undone.status = 'undone' AND undone.replaced_by IS NOT NULL
), newer AS (
    SELECT away.old_id, further.by_id
    FROM away
    JOIN etl.files AS replacing ON replacing.id = away.by_id
    JOIN away AS further ON further.old_id = replacing.id
    WHERE replacing.run_id = $run_id
)
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
JOIN away ON away.old_id = old.id
JOIN etl.files AS replacing ON replacing.id = away.by_id
WHERE replacing.run_id = $run_id
    AND replacing.status IN ('loaded', 'replaced')
    AND NOT EXISTS (
        SELECT 1
        FROM newer
        JOIN etl.spans AS theirs ON theirs.file_id = newer.by_id
        JOIN branches AS their_branch ON their_branch.id = theirs.branch_id
        JOIN branches AS my_branch ON lower(my_branch.name) = lower(their_branch.name)
        JOIN etl.spans AS mine ON mine.branch_id = my_branch.id
        WHERE newer.old_id = old.id
            AND mine.file_id = old.id
            AND mine.first_sale <= theirs.last_sale
            AND theirs.first_sale <= mine.last_sale
            AND (
                mine.first_sale = mine.last_sale
                OR theirs.first_sale = theirs.last_sale
                OR (mine.first_sale < theirs.last_sale AND theirs.first_sale < mine.last_sale)
            )
    )
ORDER BY old.id;
