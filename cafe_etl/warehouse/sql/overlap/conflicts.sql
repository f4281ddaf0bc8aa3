-- How what new files say of some days differs from what a till or another new file says: the sales of one side alone
-- within the time that the file covers, the first ones and what all come to.
-- In: lists of equal length, one value per pair: its number, the new file's id, branch and day, and the other source.
-- Returns: one row per pair and side ('lacks' or 'more') that has any: count, takings, and up to three moments and totals.
WITH pair AS (
    SELECT pair.number, pair.file_id, branch.id AS branch_id, pair.day, pair.source
    FROM (
        SELECT
            unnest(CAST($number AS INTEGER[])) AS number,
            unnest(CAST($file_id AS INTEGER[])) AS file_id,
            unnest(CAST($branch AS VARCHAR[])) AS branch,
            unnest(CAST($day AS DATE[])) AS day,
            unnest(CAST($source AS INTEGER[])) AS source
    ) AS pair
    JOIN branches AS branch ON branch.name = pair.branch
), mine AS (
    SELECT pair.number, said.id, said.moment, said.total_price, said.same, said.copy
    FROM pair
    JOIN said ON said.source = pair.file_id AND said.branch_id = pair.branch_id AND said.day = pair.day
), theirs AS (
    SELECT pair.number, said.id, said.moment, said.total_price, said.same, said.copy
    FROM pair
    JOIN said ON said.source = pair.source AND said.branch_id = pair.branch_id AND said.day = pair.day
    JOIN told ON told.file_id = pair.file_id AND told.branch_id = pair.branch_id
    JOIN contested ON contested.branch_id = pair.branch_id AND contested.day = pair.day
    LEFT JOIN keyed ON keyed.file_id = pair.file_id AND keyed.branch_id = pair.branch_id
    WHERE NOT (said.is_keyed AND keyed.file_id IS NOT NULL) AND CASE
        WHEN contested.by_minute
            THEN said.moment > date_trunc('minute', told.covers_from) AND said.moment < date_trunc('minute', told.covers_to)
        ELSE said.moment > told.covers_from AND said.moment < told.covers_to
    END
), alone AS (
    SELECT number, 'lacks' AS side, moment, total_price FROM theirs ANTI JOIN mine USING (number, same, copy)
    UNION ALL
    SELECT mine.number, 'more', mine.moment, mine.total_price
    FROM mine
    JOIN pair ON pair.number = mine.number
    ANTI JOIN (
        SELECT source, branch_id, day, same, copy FROM said
    ) AS other
        ON other.source = pair.source
        AND other.branch_id = pair.branch_id
        AND other.day = pair.day
        AND other.same = mine.same
        AND other.copy = mine.copy
)
SELECT
    number,
    side,
    count(*) AS sales,
    CAST(sum(total_price) AS DECIMAL(18,2)) AS takings,
    list({'moment': moment, 'total': total_price} ORDER BY moment, total_price)[:3] AS shown
FROM alone
GROUP BY number, side
ORDER BY number, side;
