-- The view `bought`: items under the filters of period, branch and payment. `period` is the first day of the sale's
-- day, week or month; from_day is before first_day only where a report looks at the period before too.
-- Returns: one row per item of a sale.
SELECT
    sale_id,
    date_time,
    CAST(date_time AS DATE) AS day,
    CAST(date_trunc(getvariable('every'), date_time) AS DATE) AS period,
    branch,
    payment,
    product,
    size,
    flavour,
    quantity,
    unit_price,
    revenue
FROM sales
WHERE date_time >= getvariable('from_day')
    AND date_time < getvariable('last_day') + INTERVAL 1 DAY
    AND (getvariable('branches') IS NULL OR list_contains(getvariable('branches'), branch))
    AND (getvariable('payments') IS NULL OR list_contains(getvariable('payments'), payment))
