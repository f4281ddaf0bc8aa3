-- How new files differ from each other on contested days, as in against_stored.sql; of days on which no file lacks
-- anything that another one has, nothing is returned, unless they may be of several tills.
-- In: whether each day may be of several tills.
-- Returns: one row per ordered pair of files, branch and day: how many of the other's sales the file lacks, how many both
--          have, and how many the other has.
WITH new AS (
    SELECT id, source, branch_id, day, moment, same, copy, is_keyed FROM said WHERE source > 0
), told AS (
    SELECT
        told.file_id,
        contested.branch_id,
        contested.day,
        CASE WHEN contested.by_minute THEN date_trunc('minute', told.covers_from) ELSE told.covers_from END AS covers_from,
        CASE WHEN contested.by_minute THEN date_trunc('minute', told.covers_to) ELSE told.covers_to END AS covers_to
    FROM contested
    JOIN told_days USING (branch_id, day)
    JOIN told USING (file_id, branch_id)
), every AS (
    SELECT DISTINCT branch_id, day, moment, same, copy, is_keyed FROM new
), troubled AS (
    SELECT DISTINCT told.branch_id, told.day
    FROM told
    JOIN every USING (branch_id, day)
    ANTI JOIN new AS mine
        ON mine.source = told.file_id
        AND mine.branch_id = every.branch_id
        AND mine.day = every.day
        AND mine.same = every.same
        AND mine.copy = every.copy
    LEFT JOIN keyed ON keyed.file_id = told.file_id AND keyed.branch_id = told.branch_id
    WHERE every.moment > told.covers_from
        AND every.moment < told.covers_to
        AND NOT (every.is_keyed AND keyed.file_id IS NOT NULL)
    UNION
    SELECT branch_id, day FROM contested WHERE $several_tills
)
SELECT
    told.file_id,
    branch.name,
    told.day,
    theirs.source AS other_id,
    count(*) FILTER (
        WHERE mine.id IS NULL
            AND theirs.moment > told.covers_from
            AND theirs.moment < told.covers_to
            AND NOT (theirs.is_keyed AND keyed.file_id IS NOT NULL)
    ) AS lacks,
    count(mine.id) AS shared,
    count(*) AS covered
FROM told
JOIN troubled USING (branch_id, day)
JOIN new AS theirs ON theirs.branch_id = told.branch_id AND theirs.day = told.day AND theirs.source <> told.file_id
JOIN branches AS branch ON branch.id = told.branch_id
LEFT JOIN keyed ON keyed.file_id = told.file_id AND keyed.branch_id = told.branch_id
LEFT JOIN new AS mine
    ON mine.source = told.file_id
    AND mine.branch_id = theirs.branch_id
    AND mine.day = theirs.day
    AND mine.same = theirs.same
    AND mine.copy = theirs.copy
GROUP BY ALL
ORDER BY ALL;
