-- Days of new files that may be those of another branch or another day: as many sales, as much money, the same first and
-- last minute, as one file has said it, as it is in, or as several say it of which one at least is new.
-- In: the least number of sales.
-- Returns: one row per pair: the new file, its branch and day; the other's file (null of what is in, one of those of
--          which each says a part), branch, day, till.
CREATE OR REPLACE TEMP TABLE twins AS
WITH span AS (
    SELECT branch_id, day, min(covers_from) AS covers_from, max(covers_to) AS covers_to
    FROM (
        SELECT branch_id, day, covers_from, covers_to FROM told_days
        UNION ALL
        SELECT branch_id, day, covers_from, covers_to FROM etl.branch_days WHERE code IS NULL
    )
    SEMI JOIN contested USING (branch_id, day)
    GROUP BY branch_id, day
), part AS (
    SELECT branch_id, day, max(source) AS file_id, any_value(total_price) AS total_price, any_value(moment) AS moment
    FROM said
    SEMI JOIN (
        SELECT span.branch_id, span.day
        FROM span
        JOIN told_days AS mine
            ON CAST(date_trunc('minute', span.covers_from) AS TIME) = CAST(date_trunc('minute', mine.covers_from) AS TIME)
            AND CAST(date_trunc('minute', span.covers_to) AS TIME) = CAST(date_trunc('minute', mine.covers_to) AS TIME)
        WHERE mine.sales >= $least AND (span.branch_id <> mine.branch_id OR span.day <> mine.day)
    ) AS alike USING (branch_id, day)
    WHERE source <> 0
    GROUP BY branch_id, day, same, copy
), other AS (
    SELECT
        NULL AS file_id,
        branch_id,
        day,
        till,
        told_sales AS sales,
        told_takings AS takings,
        covers_from,
        covers_to,
        false AS is_in_parts
    FROM etl.branch_days
    WHERE code IS NULL AND told_sales >= $least
    UNION ALL
    SELECT NULL, branch_id, day, till, sum(sales), sum(takings), min(covers_from), max(covers_to), false
    FROM etl.branch_days
    WHERE code IS NULL
    GROUP BY branch_id, day, till
    HAVING count(*) > 1 AND sum(sales) >= $least
    UNION ALL
    SELECT file_id, branch_id, day, 1, sales, takings, covers_from, covers_to, false FROM told_days WHERE sales >= $least
    UNION ALL
    SELECT max(file_id), branch_id, day, 1, count(*), sum(total_price), min(moment), max(moment), true
    FROM part
    GROUP BY branch_id, day
    HAVING max(file_id) > 0 AND count(*) >= $least
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
    other.is_in_parts,
    date_trunc('minute', other.covers_from) AS other_from,
    date_trunc('minute', other.covers_to) AS other_to
FROM told_days AS mine
JOIN other
    ON other.sales = mine.sales
    AND other.takings = mine.takings
    AND CAST(date_trunc('minute', other.covers_from) AS TIME) = CAST(date_trunc('minute', mine.covers_from) AS TIME)
    AND CAST(date_trunc('minute', other.covers_to) AS TIME) = CAST(date_trunc('minute', mine.covers_to) AS TIME)
WHERE mine.sales >= $least AND (other.branch_id <> mine.branch_id OR other.day <> mine.day);
