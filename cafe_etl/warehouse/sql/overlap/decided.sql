-- What was decided of new files, a row per file, branch and day: which till they are of, whether their word counts, and
-- whether it counts against what is in of the same day; and the branch and day whose twin it is. Days of which nothing
-- is here count. Of files that say the same sale the one with the lowest place brings it.
-- In: lists of equal length.
CREATE OR REPLACE TEMP TABLE decided AS
SELECT
    decided.file_id,
    branch.id AS branch_id,
    decided.day,
    decided.till,
    decided.counts,
    decided.replaces,
    decided.place,
    twin.id AS twin_branch_id,
    decided.twin_day
FROM (
    SELECT
        unnest(CAST($file_id AS INTEGER[])) AS file_id,
        unnest(CAST($branch AS VARCHAR[])) AS branch,
        unnest(CAST($day AS DATE[])) AS day,
        unnest(CAST($till AS INTEGER[])) AS till,
        unnest(CAST($counts AS BOOLEAN[])) AS counts,
        unnest(CAST($replaces AS BOOLEAN[])) AS replaces,
        unnest(CAST($place AS INTEGER[])) AS place,
        unnest(CAST($twin_branch AS VARCHAR[])) AS twin_branch,
        unnest(CAST($twin_day AS DATE[])) AS twin_day
) AS decided
JOIN branches AS branch ON branch.name = decided.branch
LEFT JOIN branches AS twin ON twin.name = decided.twin_branch;
