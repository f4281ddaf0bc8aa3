-- What replacing files brought more than the replaced ones had.
-- In: lists of equal length, one value per file: its range of transactions.id, and 1 where it replaces, -1 where it is
-- replaced.
-- Returns: one row per branch and day on which there is a difference, in sales and in takings.
WITH file AS (
    SELECT
        unnest(CAST($first_id AS BIGINT[])) AS first_id,
        unnest(CAST($last_id AS BIGINT[])) AS last_id,
        unnest(CAST($sign AS INTEGER[])) AS sign
), member AS (
    SELECT sign, unnest(range(first_id, last_id + 1)) AS id FROM file
)
SELECT
    branch.name,
    CAST(sale.date_time AS DATE) AS day,
    CAST(sum(member.sign) AS BIGINT) AS sales,
    CAST(sum(member.sign * sale.total_price) AS DECIMAL(18,2)) AS takings
FROM member
JOIN transactions AS sale ON sale.id = member.id
JOIN branches AS branch ON branch.id = sale.branch_id
GROUP BY ALL
HAVING sum(member.sign) <> 0 OR sum(member.sign * sale.total_price) <> 0
ORDER BY ALL;
