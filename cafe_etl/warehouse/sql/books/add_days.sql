-- Enter what files say of their branches and days: each parameter is a list, one value per file, branch and day.
INSERT INTO etl.branch_days (
    file_id,
    branch_id,
    day,
    till,
    covers_from,
    covers_to,
    has_seconds,
    told_sales,
    told_takings,
    sales,
    items,
    takings,
    already_in,
    held,
    code,
    branch_written
)
SELECT
    told.file_id,
    branch.id,
    told.day,
    told.till,
    told.covers_from,
    told.covers_to,
    told.has_seconds,
    told.told_sales,
    told.told_takings,
    told.sales,
    told.items,
    told.takings,
    told.already_in,
    told.held,
    told.code,
    told.branch_written
FROM (
    SELECT
        unnest(CAST($file_id AS INTEGER[])) AS file_id,
        unnest(CAST($branch AS VARCHAR[])) AS branch,
        unnest(CAST($day AS DATE[])) AS day,
        unnest(CAST($till AS INTEGER[])) AS till,
        unnest(CAST($covers_from AS TIMESTAMP[])) AS covers_from,
        unnest(CAST($covers_to AS TIMESTAMP[])) AS covers_to,
        unnest(CAST($has_seconds AS BOOLEAN[])) AS has_seconds,
        unnest(CAST($told_sales AS BIGINT[])) AS told_sales,
        unnest(CAST($told_takings AS DECIMAL(18,2)[])) AS told_takings,
        unnest(CAST($sales AS BIGINT[])) AS sales,
        unnest(CAST($items AS DECIMAL(18,3)[])) AS items,
        unnest(CAST($takings AS DECIMAL(18,2)[])) AS takings,
        unnest(CAST($already_in AS BIGINT[])) AS already_in,
        unnest(CAST($held AS BIGINT[])) AS held,
        unnest(CAST($code AS VARCHAR[])) AS code,
        unnest(CAST($branch_written AS VARCHAR[])) AS branch_written
) AS told
JOIN branches AS branch ON branch.name = told.branch;
