-- What the new files cover, a row per file and branch.
-- In: lists of equal length, one value per file and branch.
CREATE OR REPLACE TEMP TABLE told AS
SELECT told.file_id, branch.id AS branch_id, told.covers_from, told.covers_to, told.has_seconds
FROM (
    SELECT
        unnest(CAST($file_id AS INTEGER[])) AS file_id,
        unnest(CAST($branch AS VARCHAR[])) AS branch,
        unnest(CAST($covers_from AS TIMESTAMP[])) AS covers_from,
        unnest(CAST($covers_to AS TIMESTAMP[])) AS covers_to,
        unnest(CAST($has_seconds AS BOOLEAN[])) AS has_seconds
) AS told
JOIN branches AS branch ON branch.name = told.branch;
