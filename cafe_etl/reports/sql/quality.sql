-- What is held and why, and what does not add up, in the whole warehouse.
-- Returns: one row per kind of trouble and, of what is held, per code; count is of lines, files, sales, items or branch-days;
--          difference is what the tills took more than their items come to, and what doubted prices are above usual ones.
WITH held_files AS (
    SELECT
        CASE kind WHEN 'day' THEN 'day held' ELSE 'file held' END AS kind,
        code,
        any_value(reason) AS reason,
        count(*) AS count,
        count(*) AS files,
        max(run_id) AS run
    FROM held
    WHERE kind <> 'line'
    GROUP BY kind, code
),
held_lines AS (
    SELECT
        'line held' AS kind,
        code,
        reason,
        count(*) AS count,
        count(DISTINCT file_id) AS files,
        max(run_id) AS run
    FROM held
    WHERE kind = 'line' AND status <> 'held'
    GROUP BY code, reason
),
sums AS (
    SELECT transaction_id, sum(revenue) AS items FROM items GROUP BY transaction_id
),
mismatches AS (
    SELECT
        'total differs' AS kind,
        'the total is not the sum of the items; the total is kept' AS reason,
        count(*) AS count,
        CAST(sum(sale.total_price - sums.items) AS DECIMAL(18,2)) AS difference
    FROM transactions AS sale
    JOIN sums ON sums.transaction_id = sale.id
    WHERE sale.total_price <> sums.items
),
doubted AS (
    SELECT
        'price doubted' AS kind,
        'the price is ten times the usual one or more: see the report prices' AS reason,
        CAST(coalesce(sum(sold), 0) AS BIGINT) AS count,
        CAST(sum((unit_price - usual_price) * quantity) AS DECIMAL(18,2)) AS difference
    FROM doubted_prices
),
missing AS (
    SELECT 'day missing' AS kind, 'a branch did not report a day: see the report coverage' AS reason, count(*) AS count
    FROM branch_days
    WHERE status = 'missing'
),
together AS (
    SELECT 1 AS place, kind, code, reason, count, files, run, CAST(NULL AS DECIMAL(18,2)) AS difference FROM held_files
    UNION ALL
    SELECT 2, kind, code, reason, count, files, run, NULL FROM held_lines
    UNION ALL
    SELECT 3, kind, NULL, reason, count, NULL, NULL, difference FROM mismatches
    UNION ALL
    SELECT 4, kind, NULL, reason, count, NULL, NULL, difference FROM doubted
    UNION ALL
    SELECT 5, kind, NULL, reason, count, NULL, NULL, NULL FROM missing
)
SELECT kind, code, reason, count, files, difference, run AS latest_run
FROM together
WHERE count > 0
ORDER BY place, code;
