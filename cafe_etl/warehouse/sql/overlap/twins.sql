-- Days of new files that may be those of another branch or another day: as many sales, as much money, the same first and
-- last minute, as one file has said it or as it is in. In: the least number of sales.
-- Returns: one row per pair: the new file, its branch and day; the other's file (null of what is in), branch, day, till.
CREATE OR REPLACE TEMP TABLE twins AS
WITH other AS (
    SELECT NULL AS file_id, branch_id, day, till, told_sales AS sales, told_takings AS takings, covers_from, covers_to
    FROM etl.branch_days
    WHERE code IS NULL AND told_sales >= $least
    UNION ALL
    SELECT NULL, branch_id, day, till, sum(sales), sum(takings), min(covers_from), max(covers_to)
    FROM etl.branch_days
    WHERE code IS NULL
    GROUP BY branch_id, day, till
    HAVING count(*) > 1 AND sum(sales) >= $least
    UNION ALL
    SELECT file_id, branch_id, day, 1, sales, takings, covers_from, covers_to FROM told_days WHERE sales >= $least
)
SELECT DISTINCT
    mine.file_id,
    mine.branch_id,
    mine.day,
    mine.sales,
    other.file_id AS other_id,
    other.branch_id AS other_branch_id,
    other.day AS other_day,
    other.till,
    date_trunc('minute', other.covers_from) AS other_from,
    date_trunc('minute', other.covers_to) AS other_to
FROM told_days AS mine
JOIN other
    ON other.sales = mine.sales
    AND other.takings = mine.takings
    AND CAST(date_trunc('minute', other.covers_from) AS TIME) = CAST(date_trunc('minute', mine.covers_from) AS TIME)
    AND CAST(date_trunc('minute', other.covers_to) AS TIME) = CAST(date_trunc('minute', mine.covers_to) AS TIME)
WHERE mine.sales >= $least AND (other.branch_id <> mine.branch_id OR other.day <> mine.day);
