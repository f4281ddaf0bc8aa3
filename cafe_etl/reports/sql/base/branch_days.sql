-- The table `branch_days`: which branch reported which day. A branch is expected from the day on which the config says
-- that it opened, or else from its first sale, to the day on which the config says that it closed, or else to the last
-- day of the data; but not on its closed weekdays: those that the config sets, or else those on which it never sold
-- although there were four of them or more between its first and its last sale.
-- Returns: one row per branch and day that is expected or reported, under the filters of period and branch; sales and
--          revenue are null where the status is not 'reported'.
WITH reported AS (
    SELECT
        told.branch_id,
        told.day,
        CAST(sum(told.sales) - coalesce(any_value(refund.refunds), 0) AS BIGINT) AS sales,
        CAST(sum(told.takings) AS DECIMAL(18,2)) AS revenue
    FROM etl.branch_days AS told
    LEFT JOIN (
        SELECT branch_id, CAST(date_time AS DATE) AS day, count(*) AS refunds
        FROM transactions
        WHERE is_refund
        GROUP BY ALL
    ) AS refund ON refund.branch_id = told.branch_id AND refund.day = told.day
    WHERE told.sales > 0
    GROUP BY told.branch_id, told.day
),
spans AS (
    SELECT
        reported.branch_id,
        min(reported.day) AS own_first_day,
        max(reported.day) AS own_last_day,
        greatest(
            coalesce(getvariable('opened')[any_value(branch.name)], min(reported.day)),
            min(min(reported.day)) OVER ()
        ) AS first_day,
        least(getvariable('closed')[any_value(branch.name)], max(max(reported.day)) OVER ()) AS last_day
    FROM reported
    JOIN branches AS branch ON branch.id = reported.branch_id
    GROUP BY reported.branch_id
),
expected AS (
    SELECT
        spans.branch_id,
        spans.own_first_day,
        spans.own_last_day,
        CAST(unnest(generate_series(spans.first_day, spans.last_day, INTERVAL 1 DAY)) AS DATE) AS day
    FROM spans
    UNION ALL
    SELECT spans.branch_id, spans.own_first_day, spans.own_last_day, reported.day
    FROM reported
    JOIN spans ON spans.branch_id = reported.branch_id
    WHERE reported.day NOT BETWEEN spans.first_day AND spans.last_day
),
weekdays AS (
    SELECT
        branch.name AS branch,
        expected.day,
        reported.sales,
        reported.revenue,
        list_contains(
            coalesce(getvariable('closed_weekdays')[branch.name], getvariable('closed_weekdays')['*']),
            isodow(expected.day)
        ) AS closed_by_config,
        count(*) FILTER (WHERE expected.day BETWEEN expected.own_first_day AND expected.own_last_day)
            OVER same_weekday >= 4
            AND count(reported.sales) OVER same_weekday = 0 AS never_sold
    FROM expected
    JOIN branches AS branch ON branch.id = expected.branch_id
    LEFT JOIN reported ON reported.branch_id = expected.branch_id AND reported.day = expected.day
    WINDOW same_weekday AS (PARTITION BY expected.branch_id, isodow(expected.day))
)
SELECT
    branch,
    day,
    CAST(date_trunc(getvariable('every'), day) AS DATE) AS period,
    CASE
        WHEN sales IS NOT NULL THEN 'reported'
        WHEN coalesce(closed_by_config, never_sold) THEN 'closed'
        ELSE 'missing'
    END AS status,
    sales,
    revenue
FROM weekdays
WHERE day BETWEEN getvariable('from_day') AND getvariable('last_day')
    AND branch_matches(branch)
