-- What files say day by day, of branches as they are called now. Where two names have become one, what they sold on the
-- same day is of tills that export side by side.
-- In: lists of equal length, one value per name without renames: the name, what it is called now, and whether that is
--     another name.
CREATE OR REPLACE TEMP TABLE pointed_days AS
WITH named AS (
    SELECT told.*, coalesce(told.branch_written, branch.name) AS name
    FROM etl.branch_days AS told
    JOIN branches AS branch ON branch.id = told.branch_id
), target AS (
    SELECT
        unnest(CAST($name AS VARCHAR[])) AS name,
        unnest(CAST($id AS INTEGER[])) AS id,
        unnest(CAST($is_renamed AS BOOLEAN[])) AS is_renamed
), pointed AS (
    SELECT
        named.*,
        target.id AS new_id,
        CASE WHEN target.is_renamed THEN named.name END AS written,
        dense_rank() OVER (PARTITION BY target.id, named.day ORDER BY named.name, named.till) AS new_till
    FROM named
    JOIN target ON target.name = named.name
)
SELECT
    file_id,
    new_id AS branch_id,
    day,
    min(new_till) AS till,
    min(covers_from) AS covers_from,
    max(covers_to) AS covers_to,
    bool_or(has_seconds) AS has_seconds,
    sum(told_sales) AS told_sales,
    sum(told_takings) AS told_takings,
    sum(sales) AS sales,
    sum(items) AS items,
    sum(takings) AS takings,
    sum(already_in) AS already_in,
    sum(held) AS held,
    any_value(code) AS code,
    any_value(written) AS branch_written
FROM pointed
GROUP BY file_id, new_id, day
ORDER BY file_id, new_id, day;
