-- Files that cover some of the time of files that come back, as in crossings.sql, and were judged while these were away:
-- loaded ones, and others that come back now.
-- Returns: one row per pair: the id of the file that comes back, the other's run, whether they have no more than one
-- moment in common, and the other.
SELECT
    old.id,
    other.run_id,
    bool_and(touches(mine.first_sale, mine.last_sale, theirs.first_sale, theirs.last_sale)) AS at_edge,
    other.id,
    other.name,
    other.sales,
    other.takings,
    other.first_sale,
    other.last_sale
FROM etl.files AS old
JOIN etl.spans AS mine ON mine.file_id = old.id
JOIN etl.spans AS theirs
    ON theirs.branch_id = mine.branch_id
    AND crosses(mine.first_sale, mine.last_sale, theirs.first_sale, theirs.last_sale)
JOIN etl.files AS other ON other.id = theirs.file_id
WHERE list_contains(CAST($id AS INTEGER[]), old.id)
    AND (other.status = 'loaded' OR list_contains(CAST($id AS INTEGER[]), other.id))
    AND other.id > old.replaced_by
    AND other.run_id <> $run_id
GROUP BY ALL
ORDER BY ALL;
