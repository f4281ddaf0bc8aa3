-- Files replaced by this run, directly or through a file that was itself undone. Their sales come back, but for those
-- that cross what replaced the run's in turn.
-- Returns: one row per file and one of those that covers some of its time as in crossings.sql, or one with nulls where
-- none does: the file, whether they have no more than one moment in common, and the other.
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
), pair AS (
    SELECT
        newer.old_id,
        newer.by_id,
        bool_and(touches(mine.first_sale, mine.last_sale, theirs.first_sale, theirs.last_sale)) AS at_edge
    FROM newer
    JOIN etl.spans AS mine ON mine.file_id = newer.old_id
    JOIN etl.spans AS theirs
        ON theirs.file_id = newer.by_id
        AND theirs.branch_id = mine.branch_id
        AND crosses(mine.first_sale, mine.last_sale, theirs.first_sale, theirs.last_sale)
    GROUP BY ALL
)
SELECT
    old.id,
    old.name,
    old.sales,
    old.takings,
    old.first_sale,
    old.last_sale,
    pair.at_edge,
    other.id,
    other.name,
    other.sales,
    other.takings,
    other.first_sale,
    other.last_sale
FROM etl.files AS old
JOIN away ON away.old_id = old.id
JOIN etl.files AS replacing ON replacing.id = away.by_id
LEFT JOIN pair ON pair.old_id = old.id
LEFT JOIN etl.files AS other ON other.id = pair.by_id
WHERE replacing.run_id = $run_id AND replacing.status IN ('loaded', 'replaced')
ORDER BY old.id, other.id;
