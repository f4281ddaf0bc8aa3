-- The days on which new files have sales of a branch, a row per file, branch and day.
-- In: lists of equal length, one value per file, branch and day.
CREATE OR REPLACE TEMP TABLE told_days AS
SELECT told.file_id, branch.id AS branch_id, told.day, told.sales, told.items, told.takings, told.covers_from, told.covers_to
FROM (
    SELECT
        unnest(CAST($file_id AS INTEGER[])) AS file_id,
        unnest(CAST($branch AS VARCHAR[])) AS branch,
        unnest(CAST($day AS DATE[])) AS day,
        unnest(CAST($sales AS BIGINT[])) AS sales,
        unnest(CAST($items AS DECIMAL(18,3)[])) AS items,
        unnest(CAST($takings AS DECIMAL(18,2)[])) AS takings,
        unnest(CAST($covers_from AS TIMESTAMP[])) AS covers_from,
        unnest(CAST($covers_to AS TIMESTAMP[])) AS covers_to
) AS told
JOIN branches AS branch ON branch.name = told.branch;
