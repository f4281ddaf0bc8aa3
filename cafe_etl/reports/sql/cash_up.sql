-- What should be in the till: what was paid, with tax, tips and service charges, less what was given back.
-- Returns: one row per day, week or month, branch and method of payment, null where the till tells none; a sale that was
--          paid by several methods counts for each.
SELECT
    CAST(date_trunc(getvariable('every'), date_time) AS DATE) AS period,
    branch,
    payment,
    count(*) FILTER (WHERE NOT is_refund) AS sales,
    CAST(sum(amount) AS DECIMAL(18,2)) AS paid
FROM paid
WHERE date_time >= getvariable('first_day')
    AND date_time < getvariable('last_day') + INTERVAL 1 DAY
    AND branch_matches(branch)
    AND payment_matches(payment)
GROUP BY ALL
ORDER BY period, branch, payment;
