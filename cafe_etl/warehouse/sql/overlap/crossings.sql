-- Which loaded files cover some of the same time of the same branch as the new ones.
-- In: lists of equal length, one value per new file and branch.
-- Returns: one row per pair: the new file's id, the other's, whether they have no more than one moment in common; and of
--          a file that the books have, what they say of it.
WITH new AS (
    SELECT
        unnest(CAST($file_id AS INTEGER[])) AS file_id,
        unnest(CAST($branch AS VARCHAR[])) AS branch,
        unnest(CAST($first_sale AS TIMESTAMP[])) AS first_sale,
        unnest(CAST($last_sale AS TIMESTAMP[])) AS last_sale
), other AS (
    SELECT file_id, branch, first_sale, last_sale FROM new
    UNION ALL
    SELECT span.file_id, branch.name, span.first_sale, span.last_sale
    FROM etl.spans AS span
    JOIN etl.files AS file ON file.id = span.file_id
    JOIN branches AS branch ON branch.id = span.branch_id
    WHERE file.status = 'loaded'
), pair AS (
    SELECT
        new.file_id,
        other.file_id AS other_id,
        bool_and(touches(new.first_sale, new.last_sale, other.first_sale, other.last_sale)) AS at_edge
    FROM new
    JOIN other
        ON other.branch = new.branch
        AND crosses(new.first_sale, new.last_sale, other.first_sale, other.last_sale)
    WHERE other.file_id <> new.file_id
    GROUP BY ALL
)
SELECT
    pair.file_id,
    pair.other_id,
    pair.at_edge,
    file.id,
    file.name,
    file.sales,
    file.takings,
    file.first_sale,
    file.last_sale
FROM pair
LEFT JOIN etl.files AS file ON file.id = pair.other_id
ORDER BY pair.file_id, pair.other_id;
