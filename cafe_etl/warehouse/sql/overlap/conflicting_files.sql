-- The files that brought what is in of a till on some days.
-- In: as in conflicts.sql.
-- Returns: one row per pair and file: the pair's number and the file's name; those that brought most first.
SELECT pair.number, file.name
FROM (
    SELECT
        unnest(CAST($number AS INTEGER[])) AS number,
        unnest(CAST($file_id AS INTEGER[])) AS file_id,
        unnest(CAST($branch AS VARCHAR[])) AS branch,
        unnest(CAST($day AS DATE[])) AS day,
        unnest(CAST($source AS INTEGER[])) AS source
) AS pair
JOIN branches AS branch ON branch.name = pair.branch
JOIN etl.branch_days AS stored
    ON stored.branch_id = branch.id AND stored.day = pair.day AND stored.till = -pair.source AND stored.sales > 0
JOIN etl.files AS file ON file.id = stored.file_id
WHERE pair.file_id <> file.id
ORDER BY pair.number, stored.sales DESC, file.id;
