-- Which loaded files cover some of the same time of the same branch as the new ones. A chain that only touches does not.
-- A branch is the same in whatever case it is written: its sales would be counted once for each.
-- In: lists of equal length, one value per new file and branch; new files are known by their number.
-- Returns: one row per pair; the other is a new file too (other_no) or one of the books (all that follows), and
-- at_edge says that they have no more than one moment in common.
WITH new AS (
    SELECT
        unnest(CAST($no AS INTEGER[])) AS no,
        unnest(CAST($branch AS VARCHAR[])) AS branch,
        unnest(CAST($first_sale AS TIMESTAMP[])) AS first_sale,
        unnest(CAST($last_sale AS TIMESTAMP[])) AS last_sale
), other AS (
    SELECT no AS other_no, NULL AS file_id, branch, first_sale, last_sale FROM new
    UNION ALL
    SELECT NULL, span.file_id, branch.name, span.first_sale, span.last_sale
    FROM etl.spans AS span
    JOIN etl.files AS file ON file.id = span.file_id
    JOIN branches AS branch ON branch.id = span.branch_id
    WHERE file.status = 'loaded'
), pair AS (
    SELECT
        new.no,
        other.other_no,
        other.file_id,
        bool_and(new.first_sale = other.last_sale OR other.first_sale = new.last_sale) AS at_edge
    FROM new
    JOIN other
        ON lower(other.branch) = lower(new.branch)
        AND other.first_sale <= new.last_sale
        AND new.first_sale <= other.last_sale
    WHERE other.other_no IS DISTINCT FROM new.no
        AND (
            new.first_sale = new.last_sale
            OR other.first_sale = other.last_sale
            OR (other.first_sale < new.last_sale AND new.first_sale < other.last_sale)
        )
    GROUP BY ALL
)
SELECT
    pair.no,
    pair.other_no,
    pair.at_edge,
    file.id,
    file.name,
    file.sha256,
    file.loaded,
    file.takings,
    file.first_sale,
    file.last_sale,
    file.first_transaction_id,
    file.last_transaction_id,
    file.first_purchase_id,
    file.last_purchase_id
FROM pair
LEFT JOIN etl.files AS file ON file.id = pair.file_id
ORDER BY pair.no, pair.other_no, file.id;
