-- How what new files say of contested days differs from what is in, till by till. What lies on the first or last moment
-- that a file covers may be half told there, so it lacks nothing then.
-- Returns: one row per new file, branch, day and till, 0 for all tills together where there are several: how many of the till's sales the file lacks, how many both have,
--          and how many of the till's lie in the time that the file covers.
WITH told AS (
    SELECT
        told.file_id,
        contested.branch_id,
        contested.day,
        CASE WHEN contested.by_minute THEN date_trunc('minute', told.covers_from) ELSE told.covers_from END AS covers_from,
        CASE WHEN contested.by_minute THEN date_trunc('minute', told.covers_to) ELSE told.covers_to END AS covers_to
    FROM contested
    JOIN told
        ON told.branch_id = contested.branch_id
        AND contested.day BETWEEN CAST(told.covers_from AS DATE) AND CAST(told.covers_to AS DATE)
)
SELECT
    told.file_id,
    branch.name,
    told.day,
    -theirs.source AS till,
    count(*) FILTER (
        WHERE mine.id IS NULL
            AND theirs.moment > told.covers_from
            AND theirs.moment < told.covers_to
            AND NOT (theirs.is_keyed AND keyed.file_id IS NOT NULL)
    ) AS lacks,
    count(mine.id) AS shared,
    count(*) FILTER (WHERE theirs.moment >= told.covers_from AND theirs.moment <= told.covers_to) AS covered
FROM told
JOIN said AS theirs ON theirs.branch_id = told.branch_id AND theirs.day = told.day AND theirs.source <= 0
JOIN branches AS branch ON branch.id = told.branch_id
LEFT JOIN keyed ON keyed.file_id = told.file_id AND keyed.branch_id = told.branch_id
LEFT JOIN said AS mine
    ON mine.source = told.file_id
    AND mine.branch_id = theirs.branch_id
    AND mine.day = theirs.day
    AND mine.same = theirs.same
    AND mine.copy = theirs.copy
GROUP BY ALL
ORDER BY ALL;
