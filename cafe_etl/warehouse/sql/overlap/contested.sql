-- The days of a branch of which a new file and another one say something, and whether they are compared by the minute,
-- because one of those that have sales there shows no seconds. A file says something of each day that it covers, so
-- also that there was no sale.
CREATE OR REPLACE TEMP TABLE contested AS
WITH contested AS (
    SELECT branch_id, day FROM told_days GROUP BY branch_id, day HAVING count(*) > 1
    UNION
    SELECT stored.branch_id, stored.day
    FROM etl.branch_days AS stored
    JOIN told
        ON told.branch_id = stored.branch_id
        AND stored.day BETWEEN CAST(told.covers_from AS DATE) AND CAST(told.covers_to AS DATE)
    WHERE stored.sales > 0
), shown AS (
    SELECT told_days.branch_id, told_days.day, told.has_seconds
    FROM told_days
    JOIN told USING (file_id, branch_id)
    UNION ALL
    SELECT branch_id, day, has_seconds FROM etl.branch_days WHERE code IS NULL AND told_sales > 0
)
SELECT contested.branch_id, contested.day, NOT bool_and(shown.has_seconds) AS by_minute
FROM contested
JOIN shown USING (branch_id, day)
GROUP BY contested.branch_id, contested.day;
