-- What replacing files brought more than the replaced ones had.
-- In: lists of equal length, one value per file: its id, and 1 where it replaces, -1 where it is replaced.
-- Returns: one row per branch and day on which there is a difference, in sales and in takings.
WITH file AS (
    SELECT unnest(CAST($file_id AS INTEGER[])) AS file_id, unnest(CAST($sign AS INTEGER[])) AS sign
)
SELECT
    branch.name,
    CAST(sale.date_time AS DATE) AS day,
    CAST(sum(file.sign) AS BIGINT) AS sales,
    CAST(sum(file.sign * sale.total_price) AS DECIMAL(18,2)) AS takings
FROM file
JOIN transactions AS sale ON sale.file_id = file.file_id
JOIN branches AS branch ON branch.id = sale.branch_id
GROUP BY ALL
HAVING sum(file.sign) <> 0 OR sum(file.sign * sale.total_price) <> 0
ORDER BY ALL;
